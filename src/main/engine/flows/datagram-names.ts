/**
 * Names in UDP datagrams: of protocols that are known by their ports in every datagram; of QUIC and DTLS in the first ones of
 * the initiator.
 */
import { readDhcpHost } from '#main/engine/decode/dhcp.ts';
import { readDhcpv6Host } from '#main/engine/decode/dhcpv6.ts';
import { readLlmnrName, readMdnsName, readNetbiosName } from '#main/engine/decode/dns-like.ts';
import { readDtlsServerName } from '#main/engine/decode/dtls-records.ts';
import { type HeadReader, MORE, type NameAnswer, OTHER } from '#main/engine/decode/name-answer.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import { readSsdpTarget } from '#main/engine/decode/ssdp.ts';
import type { FlowCounters } from './flow-options.ts';
import type { NameSink } from './name-sink.ts';
import {
  PAYLOAD_DHCP,
  PAYLOAD_LLMNR,
  PAYLOAD_MDNS,
  PAYLOAD_NBNS,
  PAYLOAD_QUIC,
  PAYLOAD_SSDP,
  PAYLOAD_TLS,
} from './payload-filters.ts';
import { addSearchCount, decodedProtocol, noteKept, searchCount } from './payload-state.ts';
import type { QuicCrypto } from './quic-crypto.ts';
import { looksLikeQuic, QuicHello } from './quic-hello.ts';
import { OUT, type SessionColumns, type Slot } from './session-columns.ts';

/** By code; those that look at every datagram. */
const READERS: readonly (readonly [number, HeadReader])[] = [
  [PAYLOAD_MDNS, readMdnsName],
  [PAYLOAD_LLMNR, readLlmnrName],
  [PAYLOAD_NBNS, readNetbiosName],
  [PAYLOAD_DHCP, readDhcpHost],
  [PAYLOAD_SSDP, readSsdpTarget],
];
export const EVERY_DATAGRAM: number = READERS.reduce((bits, [code]) => bits | (1 << code), 0);
const QUIC = 1 << PAYLOAD_QUIC;
const DTLS = 1 << PAYLOAD_TLS;

/** Others may come before a hello, STUN for one (RFC 7983). */
const MOST_FIRST_DATAGRAMS = 6;
const MOST_QUIC_SESSIONS = 4096;
/** Datagrams on a protocol's port that are none of its own, before the first that is. */
const MOST_STRANGE_DATAGRAMS = 16;
const DTLS_FIRST_TYPE = 20;
const DTLS_LAST_TYPE = 23;

export class DatagramNames {
  /** The filters that are served here. */
  readonly served: number;
  readonly #columns: SessionColumns;
  readonly #counters: FlowCounters;
  readonly #sink: NameSink;
  readonly #crypto: QuicCrypto | null;
  /** Of sessions whose hello is in several datagrams, in the order in which they began. */
  readonly #hellos: Map<Slot, QuicHello> = new Map();

  /** `crypto` null: QUIC stays closed. */
  constructor(columns: SessionColumns, counters: FlowCounters, sink: NameSink, crypto: QuicCrypto | null) {
    this.served = EVERY_DATAGRAM | DTLS | (crypto === null ? 0 : QUIC);
    this.#columns = columns;
    this.#counters = counters;
    this.#sink = sink;
    this.#crypto = crypto;
  }

  /** Takes a datagram with payload; `wanted`: the filters. False where nothing is looked for any more. */
  take(packet: DecodedPacket, slot: Slot, direction: number, wanted: number): boolean {
    const { bytes, payloadOffset: start } = packet;
    const end = start + packet.payloadCaptured;
    let always = (wanted & EVERY_DATAGRAM) !== 0;
    if (always) {
      if (this.#readByPort(packet, slot, start, end, wanted)) return true;
      // Something else uses the port.
      always = decodedProtocol(this.#columns, slot) >= 0 || searchCount(this.#columns, slot) < MOST_STRANGE_DATAGRAMS;
      addSearchCount(this.#columns, slot, 1);
      if (!always) return false;
    }
    if (direction !== OUT || (wanted & this.served & (QUIC | DTLS)) === 0 || end === start) return true;
    const begun = this.#hellos.get(slot);
    if (begun !== undefined) return this.#goOn(begun, bytes, start, end, slot) || always;
    if (searchCount(this.#columns, slot) >= MOST_FIRST_DATAGRAMS) return always;
    if (!always) addSearchCount(this.#columns, slot, 1);
    return this.#lookForHello(bytes, start, end, slot, wanted) || always;
  }

  /** The session in `slot` ended. */
  forget(slot: Slot): void {
    if (this.#hellos.size > 0) this.#hellos.delete(slot);
  }

  #readByPort(packet: DecodedPacket, slot: Slot, start: number, end: number, wanted: number): boolean {
    for (const [code, reader] of READERS) {
      if ((wanted & (1 << code)) === 0) continue;
      const read = code === PAYLOAD_DHCP && packet.ipVersion === 6 ? readDhcpv6Host : reader;
      const answer = read(packet.bytes, start, end);
      if (answer === OTHER) continue;
      this.#sink.decoded(slot, code, answer.kind === 'name' ? answer.name : null, true);
      return true;
    }
    return false;
  }

  /** Whether to look at the next datagram, too. */
  #lookForHello(bytes: Uint8Array, start: number, end: number, slot: Slot, wanted: number): boolean {
    const type = bytes[start]!;
    if ((wanted & QUIC) !== 0 && this.#crypto !== null && looksLikeQuic(bytes, start, end)) {
      const hello = new QuicHello(this.#crypto);
      const answer = hello.take(bytes, start, end);
      if (answer === MORE) this.#keep(slot, hello);
      else if (answer !== OTHER) return this.#found(slot, PAYLOAD_QUIC, answer);
    } else if ((wanted & DTLS) !== 0 && type >= DTLS_FIRST_TYPE && type <= DTLS_LAST_TYPE) {
      const answer = readDtlsServerName(bytes, start, end);
      if (answer !== OTHER && answer !== MORE) return this.#found(slot, PAYLOAD_TLS, answer);
    }
    return this.#hellos.has(slot) || searchCount(this.#columns, slot) < MOST_FIRST_DATAGRAMS;
  }

  #goOn(hello: QuicHello, bytes: Uint8Array, start: number, end: number, slot: Slot): boolean {
    const answer = hello.take(bytes, start, end);
    if (answer === MORE) return true;
    this.#hellos.delete(slot);
    if (answer !== OTHER) return this.#found(slot, PAYLOAD_QUIC, answer);
    return searchCount(this.#columns, slot) < MOST_FIRST_DATAGRAMS;
  }

  #keep(slot: Slot, hello: QuicHello): void {
    if (this.#hellos.size >= MOST_QUIC_SESSIONS) {
      this.#hellos.delete(this.#hellos.keys().next().value!);
      this.#counters.namesGivenUp++;
    }
    noteKept(this.#columns, slot);
    this.#hellos.set(slot, hello);
  }

  /** There is one hello in a session. */
  #found(slot: Slot, code: number, answer: NameAnswer): false {
    addSearchCount(this.#columns, slot, MOST_FIRST_DATAGRAMS);
    this.#sink.decoded(slot, code, answer.kind === 'name' ? answer.name : null, true);
    return false;
  }
}
