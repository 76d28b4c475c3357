/**
 * Every session that is held, live or ended: one slot per session, its columns side by side in one record, because they
 * are needed together. The flow table owns the records and is the only writer; everything else reads. A slot is used again
 * after its session is forgotten, so who keeps a slot also keeps its `serial` and compares: same serial, same session.
 *
 * A record is three lines of the cache: what finds a session and says how it stands, what nearly every packet counts, and
 * the rest. It is all zero where a slot was never used, so that memory that is not needed yet is not touched either.
 */
import { TunnelTexts } from './tunnel-texts.ts';

/** Session states, as stored in `state`. The order is the life-cycle's. */
export const STATE_NEW = 1;
export const STATE_ESTABLISHED = 2;
export const STATE_CLOSE = 3;
export const STATE_ABORT = 4;
export const STATE_EXPIRED = 5;

/** Why a session ended, as stored in `endReason`; 0 while it is open. */
export const END_OPEN = 0;
export const END_FIN = 1;
export const END_RST = 2;
export const END_TIMEOUT = 3;
export const END_EVICTED = 4;
export const END_REUSED = 5;

export const OUT = 0; // from the initiator
export const IN = 1; // towards the initiator

/** A position in the columns. Valid until the session is forgotten. */
export type Slot = number;

/** Size of a record in 32-bit words, and in every other unit that it is read in. */
export const RECORD_WORDS = 48;
export const RECORD_DOUBLES = 24;
export const RECORD_HALVES = 96;
export const RECORD_BYTES = 192;

/*
 * Positions in a record, in the unit that the name begins with: `words[slot * RECORD_WORDS + WORD_FLAGS]`. Where there is
 * one a direction, `+ OUT` and `+ IN`.
 */

/** Initiator and responder, four words each, IPv4 as mapped IPv6. */
export const WORD_INITIATOR = 0;
export const WORD_RESPONDER = 4;
/** The rest of the key (see FlowKey): initiator's port below, responder's above; protocol and interface; VLANs; tunnel. */
export const WORD_PORTS = 8;
export const WORD_META = 9;
export const WORD_VLANS = 10;
export const WORD_TUNNEL_KEY = 11;
/** Bits, see flow-flags.ts. */
export const WORD_FLAGS = 12;
export const BYTE_STATE = 52;
export const BYTE_END_REASON = 53;
/** Two: union of TCP flags per direction. */
export const BYTE_TCP_FLAGS = 54;
/** Where it waits for its time-out, 0 for nowhere; owned by the expiry. */
export const WORD_PLACED = 14;
/** What was decoded and is still looked for in the payload, see payload-state.ts. */
export const HALF_PAYLOAD = 30;
/** What the tunnel is called: a number in `tunnels`, 0 for none. */
export const HALF_TUNNEL = 31;

/** Time of the last packet on the table's clock. */
export const DOUBLE_ACTIVITY = 8;
/** Time of the last packet, microseconds since the epoch. */
export const DOUBLE_LAST_TIME = 9;
/** Two each: wire bytes of whole frames, bytes above the transport header, packets. */
export const DOUBLE_WIRE_BYTES = 10;
export const DOUBLE_PAYLOAD_BYTES = 12;
export const WORD_PACKETS = 28;
/** Two, TCP: the sequence number after the highest one seen, see tcp-segments.ts. */
export const WORD_NEXT_SEQUENCE = 30;

/**
 * Serial number of the session, from 1, in the order of first packets; 0 where the slot is free, negative where it holds a
 * conversation that the filter declined (no session). Exact up to 2^53.
 */
export const DOUBLE_SERIAL = 16;
/** Time of the first packet, microseconds since the epoch. */
export const DOUBLE_START_TIME = 17;
/** Three, see history.ts; in the last byte where both ends stand, see connection-state.ts. */
export const WORD_HISTORY = 36;
/** Handshake round trip in milliseconds; below 0 where it is not measured: -1 - microseconds from the start to the latest SYN. */
export const FLOAT_ROUND_TRIP = 39;
/** Two, owned by the TCP states: initial sequence numbers. */
export const WORD_SEQUENCES = 40;
/** For a slot that is not live, the next one in the pool's list. */
export const WORD_NEXT = 42;
/** Position in HOSTNAME_SOURCES. */
export const BYTE_HOSTNAME_SOURCE = 172;
/** ICMP errors that quoted the session, at most 65,535. */
export const HALF_ICMP_ERRORS = 87;
/** Two each, TCP: segments whose payload was sent before; segments that came after a later one. */
export const WORD_RETRANSMISSIONS = 44;
export const WORD_OUT_OF_ORDER = 46;

export class SessionColumns {
  capacity: number;
  /** The same records in every unit. */
  words: Int32Array;
  unsigned: Uint32Array;
  floats: Float32Array;
  doubles: Float64Array;
  halves: Uint16Array;
  bytes: Uint8Array;
  /** Name of the responder; undefined where unknown. */
  readonly hostnames: (string | undefined)[] = [];
  readonly tunnels: TunnelTexts = new TunnelTexts();

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * RECORD_BYTES);
    this.capacity = capacity;
    this.words = new Int32Array(buffer);
    this.unsigned = new Uint32Array(buffer);
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }

  /** Makes room for `capacity` slots (not fewer than now). Array references taken before are stale afterwards. */
  grow(capacity: number): void {
    const larger = new SessionColumns(capacity);
    larger.words.set(this.words);
    this.capacity = capacity;
    this.words = larger.words;
    this.unsigned = larger.unsigned;
    this.floats = larger.floats;
    this.doubles = larger.doubles;
    this.halves = larger.halves;
    this.bytes = larger.bytes;
  }

  /** The slot below `end` that holds the session with this serial, or -1. A scan: for when somebody looks. */
  slotOf(serial: number, end: number = this.capacity): Slot {
    const { doubles } = this;
    if (serial <= 0) return -1;
    let slot = end - 1;
    while (slot >= 0 && doubles[slot * RECORD_DOUBLES + DOUBLE_SERIAL] !== serial) slot--;
    return slot;
  }

  serial(slot: Slot): number {
    return this.doubles[slot * RECORD_DOUBLES + DOUBLE_SERIAL]!;
  }

  flags(slot: Slot): number {
    return this.words[slot * RECORD_WORDS + WORD_FLAGS]!;
  }

  state(slot: Slot): number {
    return this.bytes[slot * RECORD_BYTES + BYTE_STATE]!;
  }

  endReason(slot: Slot): number {
    return this.bytes[slot * RECORD_BYTES + BYTE_END_REASON]!;
  }

  /** IP protocol number. */
  protocol(slot: Slot): number {
    return this.words[slot * RECORD_WORDS + WORD_META]! & 0xff;
  }

  interfaceId(slot: Slot): number {
    return (this.words[slot * RECORD_WORDS + WORD_META]! >>> 8) & 0xffff;
  }

  /** 0 where the protocol has no ports: FLAG_HAS_PORTS tells. */
  initiatorPort(slot: Slot): number {
    return this.words[slot * RECORD_WORDS + WORD_PORTS]! & 0xffff;
  }

  responderPort(slot: Slot): number {
    return this.words[slot * RECORD_WORDS + WORD_PORTS]! >>> 16;
  }

  /** Positions of the addresses' first words in `unsigned`. */
  initiatorAt(slot: Slot): number {
    return slot * RECORD_WORDS + WORD_INITIATOR;
  }

  responderAt(slot: Slot): number {
    return slot * RECORD_WORDS + WORD_RESPONDER;
  }

  /** VLAN id + 1, 0 where untagged. */
  outerVlan(slot: Slot): number {
    return this.words[slot * RECORD_WORDS + WORD_VLANS]! & 0xffff;
  }

  innerVlan(slot: Slot): number {
    return this.words[slot * RECORD_WORDS + WORD_VLANS]! >>> 16;
  }

  startTime(slot: Slot): number {
    return this.doubles[slot * RECORD_DOUBLES + DOUBLE_START_TIME]!;
  }

  lastTime(slot: Slot): number {
    return this.doubles[slot * RECORD_DOUBLES + DOUBLE_LAST_TIME]!;
  }

  activity(slot: Slot): number {
    return this.doubles[slot * RECORD_DOUBLES + DOUBLE_ACTIVITY]!;
  }

  packets(slot: Slot, direction: number): number {
    return this.unsigned[slot * RECORD_WORDS + WORD_PACKETS + direction]!;
  }

  wireBytes(slot: Slot, direction: number): number {
    return this.doubles[slot * RECORD_DOUBLES + DOUBLE_WIRE_BYTES + direction]!;
  }

  payloadBytes(slot: Slot, direction: number): number {
    return this.doubles[slot * RECORD_DOUBLES + DOUBLE_PAYLOAD_BYTES + direction]!;
  }

  tcpFlags(slot: Slot, direction: number): number {
    return this.bytes[slot * RECORD_BYTES + BYTE_TCP_FLAGS + direction]!;
  }

  retransmissions(slot: Slot, direction: number): number {
    return this.unsigned[slot * RECORD_WORDS + WORD_RETRANSMISSIONS + direction]!;
  }

  outOfOrder(slot: Slot, direction: number): number {
    return this.unsigned[slot * RECORD_WORDS + WORD_OUT_OF_ORDER + direction]!;
  }

  /** NaN where it was not measured. */
  roundTripMs(slot: Slot): number {
    const value = this.floats[slot * RECORD_WORDS + FLOAT_ROUND_TRIP]!;
    return value >= 0 ? value : Number.NaN;
  }

  icmpErrors(slot: Slot): number {
    return this.halves[slot * RECORD_HALVES + HALF_ICMP_ERRORS]!;
  }

  tunnel(slot: Slot): number {
    return this.halves[slot * RECORD_HALVES + HALF_TUNNEL]!;
  }

  hostnameSource(slot: Slot): number {
    return this.bytes[slot * RECORD_BYTES + BYTE_HOSTNAME_SOURCE]!;
  }

  setFlags(slot: Slot, flags: number): void {
    this.words[slot * RECORD_WORDS + WORD_FLAGS] = flags;
  }

  addFlags(slot: Slot, flags: number): void {
    this.words[slot * RECORD_WORDS + WORD_FLAGS]! |= flags;
  }

  setState(slot: Slot, state: number): void {
    this.bytes[slot * RECORD_BYTES + BYTE_STATE] = state;
  }

  setEndReason(slot: Slot, reason: number): void {
    this.bytes[slot * RECORD_BYTES + BYTE_END_REASON] = reason;
  }

  setSerial(slot: Slot, serial: number): void {
    this.doubles[slot * RECORD_DOUBLES + DOUBLE_SERIAL] = serial;
  }
}

/** Where a host name came from; position is what `hostnameSource` answers. Position 0 means no name. */
export const HOSTNAME_SOURCES = ['', 'dns', 'tls', 'quic', 'http'] as const;
