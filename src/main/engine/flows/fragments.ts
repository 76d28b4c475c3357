/**
 * Which session the later fragments of a packet belong to: those of its first fragment (RFC 791 §3.2, RFC 8200 §4.5: same
 * addresses, identification and protocol). Bounded: sets of four, the oldest entry of a set gives way.
 */
import { type DecodedPacket, WORD_DESTINATION, WORD_FRAGMENT_ID, WORD_SOURCE } from '#main/engine/decode/packet.ts';
import type { SessionColumns, Slot } from './session-columns.ts';

const SETS = 1024;
const WAYS = 4;
/** Addresses, identification, protocol with interface. */
const KEY_WORDS = 10;
/** RFC 8200 §4.5: reassembly is given up 60 s after the first fragment. */
const LIFETIME_US = 60_000_000;

export class FragmentTable {
  /** Set by a successful `find`. */
  direction: number = 0;
  readonly #columns: SessionColumns;
  readonly #keys: Uint32Array = new Uint32Array(SETS * WAYS * KEY_WORDS);
  readonly #slots: Int32Array = new Int32Array(SETS * WAYS).fill(-1);
  readonly #serials: Float64Array = new Float64Array(SETS * WAYS);
  readonly #times: Float64Array = new Float64Array(SETS * WAYS);
  readonly #directions: Uint8Array = new Uint8Array(SETS * WAYS);
  readonly #turn: Uint8Array = new Uint8Array(SETS);

  constructor(columns: SessionColumns) {
    this.#columns = columns;
  }

  /** Remembers that the first fragment `packet` was counted in `slot`; `now` on the table's clock. */
  remember(packet: DecodedPacket, slot: Slot, direction: number, now: number): void {
    const set = setOf(packet);
    let entry = this.#lookUp(set, packet);
    if (entry < 0) {
      entry = set * WAYS + this.#turn[set]!;
      this.#turn[set] = (this.#turn[set]! + 1) % WAYS;
    }
    const words = packet.words;
    for (let index = 0; index < 8; index++) this.#keys[entry * KEY_WORDS + index] = words[WORD_SOURCE + index]!;
    this.#keys[entry * KEY_WORDS + 8] = words[WORD_FRAGMENT_ID]!;
    this.#keys[entry * KEY_WORDS + 9] = lastKeyWord(packet);
    this.#slots[entry] = slot;
    this.#serials[entry] = this.#columns.serial(slot);
    this.#times[entry] = now;
    this.#directions[entry] = direction;
  }

  /** The slot of the first fragment's session, or -1 where that is unknown, forgotten or too long ago. */
  find(packet: DecodedPacket, now: number): Slot {
    const entry = this.#lookUp(setOf(packet), packet);
    if (entry < 0) return -1;
    const slot = this.#slots[entry]!;
    if (this.#columns.serial(slot) !== this.#serials[entry] || now - this.#times[entry]! > LIFETIME_US) return -1;
    this.direction = this.#directions[entry]!;
    return slot;
  }

  #lookUp(set: number, packet: DecodedPacket): number {
    for (let entry = set * WAYS; entry < (set + 1) * WAYS; entry++) {
      if (this.#slots[entry]! >= 0 && this.#matches(entry * KEY_WORDS, packet)) return entry;
    }
    return -1;
  }

  #matches(at: number, packet: DecodedPacket): boolean {
    const keys = this.#keys;
    const words = packet.words;
    if (keys[at + 8] !== words[WORD_FRAGMENT_ID] || keys[at + 9] !== lastKeyWord(packet)) return false;
    for (let index = 0; index < 8; index++) if (keys[at + index] !== words[WORD_SOURCE + index]) return false;
    return true;
  }
}

function lastKeyWord(packet: DecodedPacket): number {
  return packet.protocol | (packet.interfaceId << 8);
}

function setOf(packet: DecodedPacket): number {
  const words = packet.words;
  const mixed = Math.imul(words[WORD_SOURCE + 3]! ^ Math.imul(words[WORD_DESTINATION + 3]!, 31), 0x9e3779b1);
  return (Math.imul(mixed ^ words[WORD_FRAGMENT_ID]!, 0x85ebca6b) >>> 16) & (SETS - 1);
}
