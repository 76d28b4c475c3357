/** Everything that is known of one session. */
import type { AlertRow } from '../pipelines/commands.ts';
import type { DnsRecord, PacketLog, SessionRecord } from '../records.ts';

export interface SessionDetails {
  readonly session: SessionRecord;
  /** What observers add to the record, by column name. */
  readonly observed: Readonly<Record<string, string | number | boolean | null>>;
  /** ICMP errors that quoted this session; they are not counted in its packets. */
  readonly icmpErrors: number;
  /** The most recent packets still held, oldest first, and what else is known of each. */
  readonly packets: readonly PacketLog[];
  readonly packetFacts: readonly PacketFacts[];
  /** How many more packets there were that are no longer held. */
  readonly packetsNotHeld: number;
  /** Packets of the session, listed or not, whose bytes are still held. */
  readonly packetsWithBytes: number;
  /** Transactions carried by this session, and those whose answers named its responder. */
  readonly dns: readonly DnsRecord[];
  /** Keys of the rows of `dns`, to open them by. */
  readonly dnsKeys: readonly string[];
  /** Every name that its responder is known by, best first. */
  readonly names: readonly SessionName[];
  /** What rules and plugins said of it, newest first. */
  readonly verdicts: readonly AlertRow[];
}

export interface PacketFacts {
  /** For `packets.bytes`; null where its bytes are no longer held. */
  readonly bytesKey: string | null;
  /** TCP: its payload was sent before; it came after a later one. */
  readonly retransmission: boolean;
  readonly outOfOrder: boolean;
}

export interface SessionName {
  readonly name: string;
  /** `dns`, `tls`, `quic`, `http`, `mdns`, … */
  readonly source: string;
  /** Packet time at which it was learned, ISO 8601; null where that is no longer known. */
  readonly time: string | null;
  /** Seconds that a DNS answer may be kept; null for other sources. */
  readonly ttl: number | null;
  /** Whether it is the name that the session goes by, or equals it. */
  readonly agrees: boolean;
}
