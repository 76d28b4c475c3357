/**
 * Names that DNS answers gave to addresses, the latest name of an address. Bounded: sets of four, of which the one that
 * was learned or looked up longest ago gives way.
 */

const WAYS = 4;
export const DEFAULT_ADDRESS_NAMES = 65_536;

export class AddressNames {
  readonly #sets: number;
  readonly #words: Int32Array;
  readonly #used: Uint32Array;
  readonly #names: (string | undefined)[] = [];
  #uses = 0;

  /** `capacity`: a power of two, at least 4. */
  constructor(capacity: number = DEFAULT_ADDRESS_NAMES) {
    this.#sets = capacity / WAYS;
    this.#words = new Int32Array(capacity * 4);
    this.#used = new Uint32Array(capacity);
    for (let entry = 0; entry < capacity; entry++) this.#names.push(undefined);
  }

  /** Words are signed. */
  learn(word0: number, word1: number, word2: number, word3: number, name: string): void {
    const set = this.#setOf(word0, word1, word2, word3);
    let entry = this.#find(set, word0, word1, word2, word3);
    if (entry < 0) {
      entry = set * WAYS;
      for (let way = entry + 1; way < (set + 1) * WAYS; way++) if (this.#used[way]! < this.#used[entry]!) entry = way;
      this.#words[entry * 4] = word0;
      this.#words[entry * 4 + 1] = word1;
      this.#words[entry * 4 + 2] = word2;
      this.#words[entry * 4 + 3] = word3;
    }
    if (this.#names[entry] !== name) this.#names[entry] = name;
    this.#used[entry] = ++this.#uses;
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
    return this.#names[entry];
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
        this.#names[entry] !== undefined
      ) {
        return entry;
      }
    }
    return -1;
  }
}
