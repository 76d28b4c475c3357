/**
 * Names that DNS answers gave to addresses, the latest name of an address. Bounded: sets of four, of which the one that
 * was learned or looked up longest ago gives way. A name is bytes until somebody asks for it: most are never asked for.
 */
import type { NameTexts } from './name-texts.ts';

const WAYS = 4;
const MOST_BYTES = 64;
export const DEFAULT_ADDRESS_NAMES = 65_536;

export class AddressNames {
  readonly #texts: NameTexts;
  readonly #sets: number;
  readonly #words: Int32Array;
  /** 0: the entry is free. */
  readonly #used: Uint32Array;
  /** The names of up to MOST_BYTES, and how long they are; longer ones, of length 0, are text from the beginning. */
  readonly #bytes: Uint8Array;
  readonly #lengths: Uint8Array;
  /** The names that were asked for. */
  readonly #names: (string | undefined)[];
  #uses = 0;

  /** `capacity`: a power of two, at least 4. */
  constructor(texts: NameTexts, capacity: number = DEFAULT_ADDRESS_NAMES) {
    this.#texts = texts;
    this.#sets = capacity / WAYS;
    this.#words = new Int32Array(capacity * 4);
    this.#used = new Uint32Array(capacity);
    this.#bytes = new Uint8Array(capacity * MOST_BYTES);
    this.#lengths = new Uint8Array(capacity);
    this.#names = Array.from<string | undefined>({ length: capacity }).fill(undefined);
  }

  /** The name is without compression, as `NameTexts.of` wants it. Words are signed. */
  learn(
    word0: number,
    word1: number,
    word2: number,
    word3: number,
    bytes: Uint8Array,
    nameStart: number,
    nameEnd: number,
  ): void {
    const set = this.#setOf(word0, word1, word2, word3);
    let entry = this.#find(set, word0, word1, word2, word3);
    if (entry < 0) {
      entry = set * WAYS;
      for (let way = entry + 1; way < (set + 1) * WAYS; way++) if (this.#used[way]! < this.#used[entry]!) entry = way;
      this.#words[entry * 4] = word0;
      this.#words[entry * 4 + 1] = word1;
      this.#words[entry * 4 + 2] = word2;
      this.#words[entry * 4 + 3] = word3;
      this.#lengths[entry] = 0;
    }
    this.#used[entry] = ++this.#uses;
    this.#setName(entry, bytes, nameStart, nameEnd - nameStart);
  }

  /** The name of the address in the four words from `at` on. */
  find(words: Uint32Array, at: number): string | undefined {
    if (this.#uses === 0) return undefined;
    const word0 = words[at]! | 0;
    const word1 = words[at + 1]! | 0;
    const word2 = words[at + 2]! | 0;
    const word3 = words[at + 3]! | 0;
    const entry = this.#find(this.#setOf(word0, word1, word2, word3), word0, word1, word2, word3);
    if (entry < 0) return undefined;
    this.#used[entry] = ++this.#uses;
    const name = this.#names[entry];
    if (name !== undefined) return name;
    const start = entry * MOST_BYTES;
    const text = this.#texts.of(this.#bytes, start, start + this.#lengths[entry]!);
    this.#names[entry] = text;
    return text;
  }

  #setName(entry: number, bytes: Uint8Array, start: number, length: number): void {
    if (length > MOST_BYTES) {
      this.#lengths[entry] = 0;
      this.#names[entry] = this.#texts.of(bytes, start, start + length);
      return;
    }
    const kept = this.#bytes;
    const from = entry * MOST_BYTES;
    let same = 0;
    if (this.#lengths[entry] === length) while (same < length && kept[from + same] === bytes[start + same]) same++;
    if (same === length) return;
    for (let index = same; index < length; index++) kept[from + index] = bytes[start + index]!;
    this.#lengths[entry] = length;
    this.#names[entry] = undefined;
  }

  #setOf(word0: number, word1: number, word2: number, word3: number): number {
    let mixed = Math.imul(word3 ^ Math.imul(word2, 31) ^ Math.imul(word1, 961) ^ Math.imul(word0, 29_791), 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    return (mixed >>> 8) & (this.#sets - 1);
  }

  #find(set: number, word0: number, word1: number, word2: number, word3: number): number {
    const words = this.#words;
    for (let entry = set * WAYS; entry < (set + 1) * WAYS; entry++) {
      const at = entry * 4;
      if (
        words[at + 3] === word3 &&
        words[at + 2] === word2 &&
        words[at + 1] === word1 &&
        words[at] === word0 &&
        this.#used[entry] !== 0
      ) {
        return entry;
      }
    }
    return -1;
  }
}
