/**
 * A direction-symmetric hash of conversation keys that nobody can steer without the seed.
 *
 * Each end is a sum of its words times secret odd multipliers, then mixed, and only then are the two ends added, which is
 * what makes it symmetric. Mixed first, because in a plain sum parts of the two ends could change places. Within an end a
 * difference in the address could only be made up for by one in the port, of which the secret alone knows the size; the
 * words of an IPv6 address are mixed one by one for the same reason.
 */

const MAPPED_PREFIX = 0xffff;

export interface KeyHasher {
  /**
   * Hash (signed 32 bits: a small integer, which costs no allocation) of the conversation between the end at
   * `words[one…]`, `onePort` and the end at `words[other…]`, `otherPort`. `meta` and `vlans` are the rest of the key.
   */
  hash(
    words: Uint32Array,
    one: number,
    onePort: number,
    other: number,
    otherPort: number,
    meta: number,
    vlans: number,
  ): number;
}

export class SeededHasher implements KeyHasher {
  /** Multipliers of the last word and the port: all that an IPv4 end needs. Fields, to save bounds checks. */
  readonly #last: number;
  readonly #port: number;
  readonly #meta: number;
  readonly #vlans: number;
  /** Those of the first three words. */
  readonly #prefix: Int32Array;

  constructor(seed: number) {
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      return mix(mix(state ^ seed) + state) | 1;
    };
    this.#last = next();
    this.#port = next();
    this.#meta = next();
    this.#vlans = next();
    this.#prefix = Int32Array.from({ length: 3 }, next);
  }

  hash(
    words: Uint32Array,
    one: number,
    onePort: number,
    other: number,
    otherPort: number,
    meta: number,
    vlans: number,
  ): number {
    let oneSum = (Math.imul(words[one + 3]!, this.#last) + Math.imul(onePort, this.#port)) | 0;
    let otherSum = (Math.imul(words[other + 3]!, this.#last) + Math.imul(otherPort, this.#port)) | 0;
    if (words[one + 2] !== MAPPED_PREFIX || words[one] !== 0) {
      oneSum = (oneSum + this.#prefixSum(words, one)) | 0;
      otherSum = (otherSum + this.#prefixSum(words, other)) | 0;
    }
    oneSum = Math.imul(oneSum ^ (oneSum >>> 15), 0x2c1b3c6d);
    otherSum = Math.imul(otherSum ^ (otherSum >>> 15), 0x2c1b3c6d);
    oneSum ^= oneSum >>> 13;
    otherSum ^= otherSum >>> 13;
    const rest = (Math.imul(meta, this.#meta) + Math.imul(vlans, this.#vlans)) | 0;
    return mix((oneSum + otherSum) ^ rest);
  }

  #prefixSum(words: Uint32Array, at: number): number {
    const multipliers = this.#prefix;
    let sum = 0;
    for (let index = 0; index < 3; index++) {
      sum = (sum + Math.imul(words[at + index]!, multipliers[index]!)) | 0;
      // Between the words, so that small differences in several of them do not add up to nothing.
      sum = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
      sum ^= sum >>> 14;
    }
    return sum | 0;
  }
}

/** Spreads every bit over all (the finaliser of MurmurHash3, a bijection). */
function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
