/**
 * A direction-symmetric hash of conversation keys that nobody can steer without the seed.
 *
 * Each end is hashed over its 16-bit halves with secret odd multipliers (multilinear hashing: halves, because the product
 * of a 32-bit word loses its high bits modulo 2^32, where colliding keys could be built without knowing the secret), then
 * mixed, and only then are the two ends added, which is what makes it symmetric. Mixed first, because in a plain sum
 * parts of the two ends could change places.
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
  /** Multipliers of the last word's halves and the port: all that an IPv4 end needs. Fields, to save bounds checks. */
  readonly #high: number;
  readonly #low: number;
  readonly #port: number;
  readonly #meta: number;
  readonly #vlans: number;
  /** Those of the first three words' halves. */
  readonly #prefix: Int32Array;

  constructor(seed: number) {
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      return mix(mix(state ^ seed) + state) | 1;
    };
    this.#high = next();
    this.#low = next();
    this.#port = next();
    this.#meta = next();
    this.#vlans = next();
    this.#prefix = Int32Array.from({ length: 6 }, next);
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
    const oneLast = words[one + 3]! | 0;
    const otherLast = words[other + 3]! | 0;
    let oneSum =
      (Math.imul(oneLast >>> 16, this.#high) +
        Math.imul(oneLast & 0xffff, this.#low) +
        Math.imul(onePort, this.#port)) |
      0;
    let otherSum =
      (Math.imul(otherLast >>> 16, this.#high) +
        Math.imul(otherLast & 0xffff, this.#low) +
        Math.imul(otherPort, this.#port)) |
      0;
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
      const word = words[at + index]! | 0;
      sum =
        (sum +
          Math.imul(word >>> 16, multipliers[index * 2]!) +
          Math.imul(word & 0xffff, multipliers[index * 2 + 1]!)) |
        0;
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
