/**
 * What the flow table tells its one consumer, synchronously and in packet order. Slots and packets are only lent:
 * a consumer that keeps anything copies it. Methods must not call back into the table.
 */
import type { DnsResourceRecord } from '../decode/dns-message.ts';
import type { DecodedPacket } from '../decode/packet.ts';
import type { Slot } from './session-columns.ts';

/** A DNS transaction as it is completed: by its answer, by the time-out, or by the end of the capture. */
export interface DnsTransaction {
  /** Time of the query; of the response where it is unsolicited. Microseconds since the epoch. */
  readonly time: number;
  /** Serial number of the session that carried it. */
  readonly serial: number;
  /** Start of that session (with the serial: its id). */
  readonly sessionStart: number;
  readonly interfaceId: number;
  /** Four words each, IPv4 as mapped IPv6. */
  readonly client: Uint32Array;
  readonly clientPort: number;
  readonly server: Uint32Array;
  readonly serverPort: number;
  readonly transport: 'udp' | 'tcp';
  readonly id: number;
  readonly query: string | null;
  readonly queryType: number | null;
  readonly queryClass: number | null;
  /** Null while unanswered. */
  readonly responseCode: number | null;
  readonly status: DnsStatusName;
  /** Milliseconds between query and response; null where one of them is missing. */
  readonly latencyMs: number | null;
  readonly answers: readonly DnsResourceRecord[];
  /** The 16-bit flags word of the response, or of the query where there is none. */
  readonly headerFlags: number;
}
export type DnsStatusName =
  | 'answered'
  | 'nodata'
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'error'
  | 'unanswered'
  | 'unsolicited';

export interface FlowListener {
  sessionStarted?(slot: Slot): void;
  /** The session ended (state and endReason are final). Its columns stay readable until it is forgotten. */
  sessionEnded?(slot: Slot): void;
  /** The slot is about to be used for another session. Called at once after `sessionEnded` where nothing is retained. */
  sessionForgotten?(slot: Slot): void;
  /**
   * A packet was counted in (or, for an ICMP error, attached to) the session in `slot`; `slot` -1: an ICMP error that
   * quotes no known session and has none of its own. `change` is the state entered by this packet, 0 where none was.
   * `name` is what a payload filter took from it, under `filter` (`dns`, `tls` …), or null.
   */
  packet?(
    packet: DecodedPacket,
    slot: Slot,
    direction: number,
    change: number,
    filter: string | null,
    name: string | null,
  ): void;
  /**
   * A state change without a packet: EXPIRED by time-out, eviction or reuse, or CLOSE by silence after one FIN (the
   * column `state` tells). `time` is packet time. `sessionEnded` follows.
   */
  expired?(slot: Slot, time: number): void;
  dnsTransaction?(transaction: DnsTransaction): void;
}
