/**
 * Fragments of IP packets: which session the later ones belong to (that of the first, which alone has ports), and the UDP
 * datagrams that they make where somebody looks into them. Only fragments are seen here.
 *
 * The table of first fragments is bounded: sets of four, the oldest entry of a set gives way.
 */
import {
  DecodedPacket,
  PROTOCOL_UDP,
  WORD_DESTINATION,
  WORD_FRAGMENT_ID,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import { EarlyFragments } from './early-fragments.ts';
import type { FlowCounters } from './flow-options.ts';
import { type Datagram, Reassembly, REASSEMBLY_US } from './reassembly.ts';
import type { SessionColumns, Slot } from './session-columns.ts';

const SETS = 1024;
const WAYS = 4;
/** Addresses, identification, protocol with interface, tunnel. */
const KEY_WORDS = 11;
const UDP_HEADER = 8;
const UDP_LENGTH_AT = 4;
const NONE: readonly DecodedPacket[] = [];

export class Fragments {
  /** Set by `later` where it answers a slot. */
  direction: number = 0;
  /** Set by `later` and `first`: the datagram that the fragment completed, as a packet at its time; else null. Lent. */
  whole: DecodedPacket | null = null;
  /** Set by `first`: the fragments that came before it, in order. */
  early: readonly DecodedPacket[] = NONE;
  readonly #columns: SessionColumns;
  readonly #counters: FlowCounters;
  readonly #keys: Int32Array = new Int32Array(SETS * WAYS * KEY_WORDS);
  readonly #slots: Int32Array = new Int32Array(SETS * WAYS).fill(-1);
  readonly #serials: Float64Array = new Float64Array(SETS * WAYS);
  readonly #times: Float64Array = new Float64Array(SETS * WAYS);
  readonly #directions: Uint8Array = new Uint8Array(SETS * WAYS);
  readonly #turn: Uint8Array = new Uint8Array(SETS);
  readonly #reassembly: Reassembly = new Reassembly();
  readonly #waiting: EarlyFragments = new EarlyFragments();
  readonly #scratch: DecodedPacket = new DecodedPacket();

  constructor(columns: SessionColumns, counters: FlowCounters) {
    this.#columns = columns;
    this.#counters = counters;
  }

  /**
   * The first fragment `packet` was counted in `slot`; `looking`: its payload is wanted. Where nothing more is to come of
   * it, because it cannot be put together or holds the whole datagram, `whole` is the packet itself.
   */
  first(packet: DecodedPacket, slot: Slot, direction: number, now: number, looking: boolean): void {
    const entry = this.#remember(packet, slot, direction, now);
    this.early = this.#waiting.claim(packet, isSamePacket);
    this.whole = packet;
    if (looking && needsMore(packet)) {
      this.whole = null;
      this.#reassembly.begin(entry, packet, now);
      for (const fragment of this.early) this.#add(entry, fragment, packet);
    } else this.#reassembly.drop(entry);
    this.#note();
  }

  /**
   * The slot of the session that a later fragment belongs to. -1 where there is none: it was counted, or is kept until its
   * first fragment comes.
   */
  later(packet: DecodedPacket, now: number): Slot {
    this.whole = null;
    const entry = this.#lookUp(setOf(packet), packet);
    if (entry < 0 || now - this.#times[entry]! > REASSEMBLY_US) {
      this.#waiting.hold(packet, now);
      this.#note();
      return -1;
    }
    const slot = this.#slots[entry]!;
    if (this.#columns.serial(slot) !== this.#serials[entry]) {
      this.#counters.unattributedFragments++;
      return -1;
    }
    this.direction = this.#directions[entry]!;
    this.#add(entry, packet, packet);
    this.#note();
    return slot;
  }

  /** Gives up what waited for too long at `now` on the table's clock. */
  expire(now: number): void {
    this.#reassembly.expire(now);
    this.#waiting.expire(now);
    this.#note();
  }

  flush(): void {
    this.#reassembly.flush();
    this.#waiting.flush();
    this.#note();
  }

  #note(): void {
    this.#counters.unattributedFragments += this.#waiting.unclaimed;
    this.#waiting.unclaimed = 0;
    this.#counters.datagramsGivenUp += this.#reassembly.givenUp;
    this.#reassembly.givenUp = 0;
  }

  /** `at`: the packet that is at hand, whose time and place the datagram has. */
  #add(entry: number, fragment: DecodedPacket, at: DecodedPacket): void {
    const datagram = this.#reassembly.add(entry, fragment);
    if (datagram !== null) this.whole = this.#describe(datagram, at);
  }

  #describe(datagram: Datagram, at: DecodedPacket): DecodedPacket {
    const packet = Object.assign(this.#scratch, at, { words: at.words });
    const { bytes, transportAt, length } = datagram;
    packet.lend(bytes);
    packet.protocol = PROTOCOL_UDP;
    packet.sourcePort = datagram.sourcePort;
    packet.destinationPort = datagram.destinationPort;
    packet.laterFragment = false;
    packet.firstFragment = false;
    packet.transportOffset = transportAt;
    packet.payloadOffset = transportAt + UDP_HEADER;
    const announced = (bytes[transportAt + UDP_LENGTH_AT]! << 8) | bytes[transportAt + UDP_LENGTH_AT + 1]!;
    const end = announced === 0 ? length : Math.min(length, transportAt + announced);
    packet.payloadLength = Math.max(0, end - packet.payloadOffset);
    packet.payloadCaptured = packet.payloadLength;
    return packet;
  }

  #remember(packet: DecodedPacket, slot: Slot, direction: number, now: number): number {
    const set = setOf(packet);
    let entry = this.#lookUp(set, packet);
    if (entry < 0) {
      entry = set * WAYS + this.#turn[set]!;
      this.#turn[set] = (this.#turn[set]! + 1) % WAYS;
      this.#reassembly.drop(entry);
      writeKey(this.#keys, entry * KEY_WORDS, packet);
    }
    this.#slots[entry] = slot;
    this.#serials[entry] = this.#columns.serial(slot);
    this.#times[entry] = now;
    this.#directions[entry] = direction;
    return entry;
  }

  #lookUp(set: number, packet: DecodedPacket): number {
    for (let entry = set * WAYS; entry < (set + 1) * WAYS; entry++) {
      if (this.#slots[entry]! >= 0 && hasKey(this.#keys, entry * KEY_WORDS, packet)) return entry;
    }
    return -1;
  }
}

/** Whether the datagram goes on behind this first fragment, all of which was captured. */
function needsMore(packet: DecodedPacket): boolean {
  if (packet.protocol !== PROTOCOL_UDP || packet.sourcePort < 0) return false;
  if (packet.payloadCaptured < packet.payloadLength) return false;
  const { bytes, transportOffset: at, payloadOffset, payloadCaptured } = packet;
  const end = payloadOffset + payloadCaptured;
  if (end - at < UDP_HEADER) return false;
  const announced = (bytes[at + UDP_LENGTH_AT]! << 8) | bytes[at + UDP_LENGTH_AT + 1]!;
  return announced === 0 || at + announced > end;
}

function lastKeyWord(packet: DecodedPacket): number {
  return packet.fragmentProtocol | (packet.interfaceId << 8);
}

function writeKey(keys: Int32Array, at: number, packet: DecodedPacket): void {
  const words = packet.words;
  for (let index = 0; index < 8; index++) keys[at + index] = words[WORD_SOURCE + index]!;
  keys[at + 8] = words[WORD_FRAGMENT_ID]!;
  keys[at + 9] = lastKeyWord(packet);
  keys[at + 10] = packet.tunnelKey;
}

function hasKey(keys: Int32Array, at: number, packet: DecodedPacket): boolean {
  const words = packet.words;
  if (keys[at + 8] !== (words[WORD_FRAGMENT_ID]! | 0) || keys[at + 9] !== (lastKeyWord(packet) | 0)) return false;
  if (keys[at + 10] !== (packet.tunnelKey | 0)) return false;
  for (let index = 0; index < 8; index++) if (keys[at + index] !== (words[WORD_SOURCE + index]! | 0)) return false;
  return true;
}

const pair: Int32Array = new Int32Array(KEY_WORDS);

function isSamePacket(one: DecodedPacket, other: DecodedPacket): boolean {
  writeKey(pair, 0, one);
  return hasKey(pair, 0, other);
}

function setOf(packet: DecodedPacket): number {
  const words = packet.words;
  const mixed = Math.imul(words[WORD_SOURCE + 3]! ^ Math.imul(words[WORD_DESTINATION + 3]!, 31), 0x9e3779b1);
  return (Math.imul(mixed ^ words[WORD_FRAGMENT_ID]!, 0x85ebca6b) >>> 16) & (SETS - 1);
}
