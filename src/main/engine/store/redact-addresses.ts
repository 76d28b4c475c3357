/**
 * Made-up addresses in the place of real ones. Two addresses that have exactly k leading bits in common have exactly k in common
 * afterwards (as Crypto-PAn does it): each bit is turned, or not, by a keyed hash of the bits before it. So networks stay
 * networks, and no two addresses become one.
 *
 * What says what an address is for stays: no bit on the way to a special network is turned, so that what was private, link-local or
 * public still is. Loopback, multicast, broadcast and the unspecified address stay as they are.
 */
import { formatAddress, parseAddress } from '#base/addresses.ts';
import type { KeyedHash } from './redact-hash.ts';

const MAPPED_PREFIX = 0xffff;
const NAT64_PREFIX = 0x64ff9b;

interface SpecialNetwork {
  readonly words: readonly number[];
  readonly length: number;
  /** The whole address stays, not only what is before `length`. */
  readonly whole: boolean;
}

const SPECIAL_IPV4: readonly SpecialNetwork[] = [
  { words: [0x00000000], length: 8, whole: true },
  { words: [0x0a000000], length: 8, whole: false },
  { words: [0x64400000], length: 10, whole: false },
  { words: [0x7f000000], length: 8, whole: true },
  { words: [0xa9fe0000], length: 16, whole: false },
  { words: [0xac100000], length: 12, whole: false },
  { words: [0xc0a80000], length: 16, whole: false },
  // Multicast, and what is behind it up to the broadcast address.
  { words: [0xe0000000], length: 3, whole: true },
];

const SPECIAL_IPV6: readonly SpecialNetwork[] = [
  // The unspecified address and loopback.
  { words: [0, 0, 0, 0], length: 127, whole: true },
  { words: [0, 0, MAPPED_PREFIX, 0], length: 96, whole: false },
  { words: [NAT64_PREFIX, 0, 0, 0], length: 96, whole: false },
  { words: [0x20000000, 0, 0, 0], length: 3, whole: false },
  { words: [0xfc000000, 0, 0, 0], length: 7, whole: false },
  { words: [0xfe800000, 0, 0, 0], length: 64, whole: false },
];

/** Addresses that are remembered; a power of two. */
const CACHED = 16_384;

export class AddressRedactor {
  private readonly hash: KeyedHash;
  private readonly message = new Uint8Array(18);
  private readonly scratch = new Uint32Array(4);
  /** Eight words each: an address, and what it became. */
  private cache: Uint32Array | null = null;

  constructor(hash: KeyedHash) {
    this.hash = hash;
  }

  /** Text in canonical form; null where `address` is none. */
  text(address: string): string | null {
    const parsed = parseAddress(address);
    if (parsed === null) return null;
    this.words(parsed.words, 0, this.scratch);
    return formatAddress(this.scratch, 0, parsed.ipv6);
  }

  /** The real address in the place of which `address` stands; a network as `10.0.0.0/8` is that of its addresses. Null where it is neither. */
  real(address: string): string | null {
    const slash = address.indexOf('/');
    const parsed = parseAddress(slash < 0 ? address : address.slice(0, slash));
    const length = slash < 0 ? '' : address.slice(slash);
    const width = parsed?.ipv6 === true ? 128 : 32;
    if (parsed === null || (length !== '' && !(/^\/\d{1,3}$/.test(length) && Number(length.slice(1)) <= width)))
      return null;
    const { words, ipv6 } = parsed;
    this.turn(words, true);
    return `${formatAddress(words, 0, ipv6)}${length}`;
  }

  /** Of four words, in place. */
  realWords(words: Uint32Array): void {
    this.turn(words, true);
  }

  /** The four words from `at` on, IPv4 as mapped IPv6, into the first four of `into`. */
  words(words: Uint32Array, at: number, into: Uint32Array): void {
    this.cache ??= new Uint32Array(CACHED * 8);
    const { cache } = this;
    const [w0, w1, w2, w3] = [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!];
    const place = (Math.imul(w0 ^ Math.imul(w1, 31) ^ Math.imul(w2, 961) ^ w3, 0x9e3779b1) >>> 18) * 8;
    // The unspecified address is what an empty place looks like, and stays as it is.
    if (cache[place] !== w0 || cache[place + 1] !== w1 || cache[place + 2] !== w2 || cache[place + 3] !== w3) {
      for (let i = 0; i < 4; i++) {
        cache[place + i] = words[at + i]!;
        cache[place + 4 + i] = words[at + i]!;
      }
      this.turn(cache.subarray(place + 4, place + 8), false);
    }
    for (let i = 0; i < 4; i++) into[i] = cache[place + 4 + i]!;
  }

  /** `back`: from what was made to what it was made of, which has the same bits that stay. */
  private turn(address: Uint32Array, back: boolean): void {
    const [w0, w1, w2] = [address[0]!, address[1]!, address[2]!];
    const holdsIpv4 = w1 === 0 && ((w0 === 0 && w2 === MAPPED_PREFIX) || (w0 === NAT64_PREFIX && w2 === 0));
    if (holdsIpv4) this.turnBits(address, 96, 96 + keptBits(SPECIAL_IPV4, address, 3), back);
    else {
      const kept = w0 >>> 24 === 0xff ? keptOfMulticast(address) : keptBits(SPECIAL_IPV6, address, 0);
      this.turnBits(address, 0, kept, back);
    }
  }

  /** The bits from `kept` on, each by those that were before it from `start` on; four by one hash. */
  private turnBits(address: Uint32Array, start: number, kept: number, back: boolean): void {
    const { message, hash } = this;
    // Of the address that is real: all of it, or as far as it was found.
    const before = address.slice();
    for (let bit = kept - (kept % 4); bit < 128; bit += 4) {
      const length = writePrefix(message, before, start, bit);
      const turned = hash.of(message, length);
      const shift = 28 - (bit % 32);
      const nibble = (before[bit >> 5]! >>> shift) & 15;
      let flips = 0;
      for (let depth = Math.max(0, kept - bit); depth < 4; depth++) {
        const node = (1 << depth) - 1 + ((back ? nibble ^ flips : nibble) >>> (4 - depth));
        flips |= ((turned >>> node) & 1) << (3 - depth);
      }
      address[bit >> 5]! ^= flips << shift;
      if (back) before[bit >> 5] = address[bit >> 5]!;
    }
  }
}

/** The bits from `start` up to `end`, and how many they are. Answers the length of the message. */
function writePrefix(message: Uint8Array, address: Uint32Array, start: number, end: number): number {
  message[0] = start;
  message[1] = end;
  let length = 2;
  for (let bit = start; bit < end; bit += 8) {
    const octet = (address[bit >> 5]! >>> (24 - (bit % 32))) & 255;
    message[length++] = end - bit >= 8 ? octet : octet & 0xf0;
  }
  return length;
}

/** Leading bits that stay, of an address whose words begin at `from`: all that say which special network it is in, or in none. */
function keptBits(networks: readonly SpecialNetwork[], address: Uint32Array, from: number): number {
  let kept = 0;
  for (const { words, length, whole } of networks) {
    const common = commonBits(words, address, from);
    if (common >= length && whole) return words.length * 32;
    // The first bit that differs is what tells the two apart.
    kept = Math.max(kept, Math.min(common + 1, length));
  }
  return kept;
}

function commonBits(words: readonly number[], address: Uint32Array, from: number): number {
  for (let i = 0; i < words.length; i++) {
    const different = (words[i]! ^ address[from + i]!) >>> 0;
    if (different !== 0) return i * 32 + Math.clz32(different);
  }
  return words.length * 32;
}

/** Of groups that are made of somebody's address, what is made of it is turned. */
function keptOfMulticast(address: Uint32Array): number {
  const [w0, w1, w2, w3] = [address[0]!, address[1]!, address[2]!, address[3]!];
  // RFC 3306: made of a network's prefix.
  if (((w0 >>> 20) & 2) !== 0) return 32;
  // RFC 4291 §2.7.1, RFC 4620 §5: the solicited node, and the node with a name.
  const ofNode = w0 === 0xff020000 && w1 === 0 && (w2 === 1 || w2 === 2) && w3 >>> 24 === 0xff;
  return ofNode ? 104 : 128;
}
