/** Numbers addresses in the order in which they are met, from 0: an open-addressing table over their words, no text on the way. */
import { formatAddress } from '#base/addresses.ts';

/** Four words, and whether it is written as IPv6. */
const WORDS = 5;

export class AddressNumbers {
  count = 0;
  private words = new Uint32Array(256 * WORDS);
  /** Numbers plus one by hash; at least twice as many places as addresses. A power of two. */
  private places = new Uint32Array(512);

  /** Of the four words from `at` on, IPv4 as mapped IPv6. */
  of(words: Uint32Array, at: number, ipv6: boolean): number {
    const mask = this.places.length - 1;
    for (let place = hash(words, at) & mask; ; place = (place + 1) & mask) {
      const known = this.places[place]!;
      if (known === 0) return this.add(words, at, ipv6, place);
      if (this.isAt(known - 1, words, at, ipv6)) return known - 1;
    }
  }

  text(number: number): string {
    return formatAddress(this.words, number * WORDS, this.words[number * WORDS + 4] === 1);
  }

  private isAt(number: number, words: Uint32Array, at: number, ipv6: boolean): boolean {
    const own = number * WORDS;
    const known = this.words;
    return (
      known[own + 3] === words[at + 3] &&
      known[own + 2] === words[at + 2] &&
      known[own + 1] === words[at + 1] &&
      known[own] === words[at] &&
      known[own + 4] === Number(ipv6)
    );
  }

  private add(words: Uint32Array, at: number, ipv6: boolean, place: number): number {
    const number = this.count++;
    const own = number * WORDS;
    if (own === this.words.length) this.growWords();
    for (let word = 0; word < 4; word++) this.words[own + word] = words[at + word]!;
    this.words[own + 4] = Number(ipv6);
    this.places[place] = number + 1;
    if (this.count * 2 > this.places.length) this.growPlaces();
    return number;
  }

  private growWords(): void {
    const words = new Uint32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }

  private growPlaces(): void {
    const places = new Uint32Array(this.places.length * 2);
    const mask = places.length - 1;
    for (let number = 0; number < this.count; number++) {
      let place = hash(this.words, number * WORDS) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = number + 1;
    }
    this.places = places;
  }
}

function hash(words: Uint32Array, at: number): number {
  let mixed = Math.imul(words[at]! ^ Math.imul(words[at + 1]!, 0x85ebca6b), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ words[at + 2]! ^ Math.imul(words[at + 3]!, 0x9e3779b1), 0x27d4eb2f);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
