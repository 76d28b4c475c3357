/**
 * Host names out of payloads: decides when a session begins what is looked for in it, hands each packet that may hold a name
 * to who reads it, and keeps what follows: the decoded service, the responder's name. A session in which nothing is looked
 * for any more has FLAG_LOOKING unset, and costs nothing here.
 */
import { type DecodedPacket, PROTOCOL_TCP, PROTOCOL_UDP } from '#main/engine/decode/packet.ts';
import { DatagramNames, EVERY_DATAGRAM } from './datagram-names.ts';
import type { DnsTracker } from './dns-tracker.ts';
import { FLAG_LOOKING, FLAGS_LOOKING } from './flow-flags.ts';
import type { FlowCounters } from './flow-options.ts';
import { hostOf } from './host-name.ts';
import type { NameSink } from './name-sink.ts';
import {
  PAYLOAD_DNS,
  PAYLOAD_FILTER_NAMES,
  PAYLOAD_HTTP,
  PAYLOAD_QUIC,
  PAYLOAD_TLS,
  type PayloadFilterName,
  type PayloadFilters,
} from './payload-filters.ts';
import { MODE_FRESH, searchMode, setDecodedProtocol } from './payload-state.ts';
import type { QuicCrypto } from './quic-crypto.ts';
import {
  BYTE_HOSTNAME_SOURCE,
  HOSTNAME_SOURCES,
  OUT,
  RECORD_BYTES,
  type SessionColumns,
  type Slot,
} from './session-columns.ts';
import { STREAM_FILTERS, StreamNames } from './stream-names.ts';

/** By filter: where the session's host name comes from, 0 where the name is none of the responder. */
const SOURCES: readonly number[] = PAYLOAD_FILTER_NAMES.map((name, code) =>
  code === PAYLOAD_TLS || code === PAYLOAD_QUIC || code === PAYLOAD_HTTP ? HOSTNAME_SOURCES.indexOf(name as 'tls') : 0,
);
const DNS = 1 << PAYLOAD_DNS;
const SOURCE_DNS = HOSTNAME_SOURCES.indexOf('dns');

export class PayloadNames implements NameSink {
  /** Filter of the name that `take` answered last. */
  filter: PayloadFilterName | null = null;
  readonly #columns: SessionColumns;
  readonly #dns: DnsTracker;
  readonly #filters: PayloadFilters | null;
  /** By port, sets of filters as in PayloadFilters; DNS is looked for on the ports of its transactions, too. */
  readonly #byPort: Uint16Array = new Uint16Array(65_536);
  readonly #everywhere: number;
  readonly #streams: StreamNames;
  readonly #datagrams: DatagramNames;
  /** The first name of the packet at hand that is to be told. */
  #name: string | null = null;

  /** `filters` null: DNS is followed, and no other protocol looked at. */
  constructor(
    columns: SessionColumns,
    counters: FlowCounters,
    dns: DnsTracker,
    dnsPorts: readonly number[],
    filters: PayloadFilters | null,
    quicCrypto: QuicCrypto | null,
  ) {
    this.#columns = columns;
    this.#dns = dns;
    this.#filters = filters;
    if (filters !== null) this.#byPort.set(filters.byPort);
    for (const port of dnsPorts) this.#byPort[port]! |= DNS;
    this.#everywhere = filters?.everywhere ?? 0;
    this.#streams = new StreamNames(columns, counters, this);
    this.#datagrams = new DatagramNames(columns, counters, this, quicCrypto);
  }

  /** The flags for a session that begins with this packet: FLAG_LOOKING for each direction in which names are looked for. */
  flagsFor(packet: DecodedPacket, accepted: boolean): number {
    const { protocol } = packet;
    if (packet.sourcePort < 0 || (protocol !== PROTOCOL_TCP && protocol !== PROTOCOL_UDP)) return 0;
    const wanted = this.#wanted(packet);
    if ((wanted & DNS) !== 0) return FLAGS_LOOKING;
    if (!accepted) return 0;
    if (protocol === PROTOCOL_TCP) return (wanted & STREAM_FILTERS) === 0 ? 0 : FLAG_LOOKING << OUT;
    if ((wanted & EVERY_DATAGRAM) !== 0) return FLAGS_LOOKING;
    return (wanted & this.#datagrams.served) === 0 ? 0 : FLAG_LOOKING << OUT;
  }

  /** Takes a packet with payload in a direction that is looked at. Answers the name to tell, of `filter`; or null. */
  take(packet: DecodedPacket, slot: Slot, direction: number, now: number): string | null {
    this.#name = null;
    const wanted = this.#wanted(packet);
    if ((wanted & DNS) !== 0) {
      this.filter = 'dns';
      return this.#dns.take(packet, slot, direction, now);
    }
    const more =
      packet.protocol === PROTOCOL_TCP
        ? this.#streams.take(packet, slot, wanted)
        : this.#datagrams.take(packet, slot, direction, wanted);
    if (!more) this.#columns.setFlags(slot, this.#columns.flags(slot) & ~FLAGS_LOOKING);
    return this.#name;
  }

  decoded(slot: Slot, code: number, name: string | null, isService: boolean): void {
    const columns = this.#columns;
    if (isService) setDecodedProtocol(columns, slot, code);
    if (name === null) return;
    if (this.#name === null && this.#filters!.matches(code, name)) {
      this.#name = name;
      this.filter = PAYLOAD_FILTER_NAMES[code]!;
    }
    if (SOURCES[code] !== 0 && columns.hostnameSource(slot) <= SOURCE_DNS) this.#nameResponder(slot, code, name);
  }

  /** The session in `slot` ended. */
  forget(slot: Slot): void {
    if (searchMode(this.#columns, slot) === MODE_FRESH) return;
    this.#dns.forget(slot);
    this.#streams.forget(slot);
    this.#datagrams.forget(slot);
  }

  /** What the client asked this very server for counts more than what DNS said of its address. */
  #nameResponder(slot: Slot, code: number, name: string): void {
    const host = hostOf(name);
    if (host === null) return;
    const { hostnames } = this.#columns;
    // Without gaps, so that it stays an array for V8.
    while (hostnames.length < slot) hostnames.push(undefined);
    hostnames[slot] = host;
    this.#columns.bytes[slot * RECORD_BYTES + BYTE_HOSTNAME_SOURCE] = SOURCES[code]!;
  }

  /** The filters that look at these ports. */
  #wanted(packet: DecodedPacket): number {
    return this.#everywhere | this.#byPort[packet.sourcePort]! | this.#byPort[packet.destinationPort]!;
  }
}
