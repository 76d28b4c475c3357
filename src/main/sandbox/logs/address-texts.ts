/**
 * Texts of addresses, kept by a number that counts from 1: a capture has few addresses and many packets, and writing an
 * address costs ten times what finding it here does. Emptied as a whole when it is full.
 */
import { formatAddress } from '#base/addresses.ts';
import { assert } from '#base/assert.ts';

/** Kept at most, before `trim` empties it; and how many may come between two of its calls. */
const HELD = 16_384;
const SLACK = 2048;
const SLOTS = 65_536;

export class AddressTexts {
  /** By number; the first is none. */
  readonly texts: string[] = [''];
  /** Numbers by hash; 0: free. */
  private readonly slots = new Uint16Array(SLOTS);
  private readonly words = new Uint32Array((HELD + SLACK + 1) * 4);
  private isVoid = true;
  private readonly ipv6 = new Uint8Array(HELD + SLACK + 1);

  /** Number of the address in the four words from `at` on. */
  numberOf(words: Uint32Array, at: number, isIpv6: boolean): number {
    const family = isIpv6 ? 1 : 0;
    const first = words[at]!;
    const second = words[at + 1]!;
    const third = words[at + 2]!;
    const fourth = words[at + 3]!;
    let hash =
      Math.imul(fourth ^ Math.imul(third, 0x85eb_ca6b), 0x9e37_79b1) ^ Math.imul(second ^ (first >>> 7), 0xc2b2_ae35);
    hash = (hash ^ (hash >>> 15) ^ first) >>> 0;
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const number = this.slots[slot]!;
      if (number === 0) return this.add(slot, words, at, isIpv6);
      const held = number * 4;
      if (
        this.words[held + 3] === fourth &&
        this.words[held + 2] === third &&
        this.words[held + 1] === second &&
        this.words[held] === first &&
        this.ipv6[number] === family
      ) {
        return number;
      }
    }
  }

  clear(): void {
    this.texts.length = 1;
    this.slots.fill(0);
    this.isVoid = true;
  }

  /** To be called before each batch. True: all numbers from before are void. */
  trim(): boolean {
    if (this.texts.length > HELD) this.clear();
    const wasVoid = this.isVoid;
    this.isVoid = false;
    return wasVoid;
  }

  private add(slot: number, words: Uint32Array, at: number, isIpv6: boolean): number {
    const number = this.texts.length;
    assert(number <= HELD + SLACK, 'trim is called before each batch');
    this.slots[slot] = number;
    this.words.set(words.subarray(at, at + 4), number * 4);
    this.ipv6[number] = isIpv6 ? 1 : 0;
    this.texts.push(formatAddress(words, at, isIpv6));
    return number;
  }
}
