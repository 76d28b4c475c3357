/**
 * A direction-symmetric hash of conversation keys that nobody can steer without the seed.
 *
 * Each end is hashed over its 16-bit halves with secret odd multipliers (multilinear hashing: halves, because the product
 * of a 32-bit word loses its high bits modulo 2^32, where colliding keys could be built without knowing the secret), then
 * mixed, and only then are the two ends added, which is what makes it symmetric.
 */

const MULTIPLIERS = 12;
const MAPPED_PREFIX = 0xffff;

/** Position of an interface, protocol and VLAN multiplier behind those of the nine halves of an end. */
const PORT = 8;
const META = 9;
const VLAN = 10;

export interface KeyHasher {
  /**
   * Hash (unsigned 32 bits) of the conversation between the end at `words[one…]`, `onePort` and the end at
   * `words[other…]`, `otherPort`. `meta` and `vlan` are the rest of the key.
   */
  hash(
    words: Uint32Array,
    one: number,
    onePort: number,
    other: number,
    otherPort: number,
    meta: number,
    vlan: number,
  ): number;
}

export class SeededHasher implements KeyHasher {
  readonly #multipliers: Int32Array;

  constructor(seed: number) {
    this.#multipliers = new Int32Array(MULTIPLIERS);
    let state = seed | 0;
    for (let index = 0; index < MULTIPLIERS; index++) {
      state = (state + 0x9e3779b9) | 0;
      this.#multipliers[index] = mix(mix(state ^ seed) + state) | 1;
    }
  }

  hash(
    words: Uint32Array,
    one: number,
    onePort: number,
    other: number,
    otherPort: number,
    meta: number,
    vlan: number,
  ): number {
    const multipliers = this.#multipliers;
    const ends = mix(endSum(multipliers, words, one, onePort)) + mix(endSum(multipliers, words, other, otherPort));
    return mix(ends + Math.imul(meta, multipliers[META]!) + Math.imul(vlan, multipliers[VLAN]!)) >>> 0;
  }
}

function endSum(multipliers: Int32Array, words: Uint32Array, at: number, port: number): number {
  const word2 = words[at + 2]!;
  const word3 = words[at + 3]!;
  let sum =
    Math.imul(word3 >>> 16, multipliers[6]!) +
    Math.imul(word3 & 0xffff, multipliers[7]!) +
    Math.imul(port, multipliers[PORT]!);
  const word0 = words[at]!;
  if (word2 === MAPPED_PREFIX && word0 === 0) return sum | 0;
  const word1 = words[at + 1]!;
  sum +=
    Math.imul(word0 >>> 16, multipliers[0]!) +
    Math.imul(word0 & 0xffff, multipliers[1]!) +
    Math.imul(word1 >>> 16, multipliers[2]!) +
    Math.imul(word1 & 0xffff, multipliers[3]!) +
    Math.imul(word2 >>> 16, multipliers[4]!) +
    Math.imul(word2 & 0xffff, multipliers[5]!);
  return sum | 0;
}

/** Spreads every bit over all (the finaliser of MurmurHash3, a bijection). */
function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
