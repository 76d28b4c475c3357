/** Numbers addresses in the order in which they are met, from 0: open-addressing tables over their words, no text on the way. */
import { formatAddress } from '#base/addresses.ts';

/** Four words, and whether it is written as IPv6. */
const WORDS = 5;
/** A table that grows moves all it holds, at once: many small ones are never in the way for long. A power of two. */
const SHARD_BITS = 8;

interface Shard {
  count: number;
  /** Numbers plus one by hash; at least twice as many places as addresses. A power of two. */
  places: Uint32Array;
}

export class AddressNumbers {
  count = 0;
  private words = new Uint32Array(256 * WORDS);
  private readonly shards: readonly Shard[] = Array.from({ length: 1 << SHARD_BITS }, () => ({
    count: 0,
    places: new Uint32Array(8),
  }));

  /** Of the four words from `at` on, IPv4 as mapped IPv6. */
  of(words: Uint32Array, at: number, ipv6: boolean): number {
    const hashed = hash(words, at);
    const shard = this.shards[hashed >>> (32 - SHARD_BITS)]!;
    const { places } = shard;
    const mask = places.length - 1;
    for (let place = hashed & mask; ; place = (place + 1) & mask) {
      const known = places[place]!;
      if (known === 0) {
        places[place] = this.add(words, at, ipv6) + 1;
        if (++shard.count * 2 > places.length) this.grow(shard);
        return this.count - 1;
      }
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

  private add(words: Uint32Array, at: number, ipv6: boolean): number {
    const number = this.count++;
    const own = number * WORDS;
    if (own === this.words.length) this.growWords();
    for (let word = 0; word < 4; word++) this.words[own + word] = words[at + word]!;
    this.words[own + 4] = Number(ipv6);
    return number;
  }

  private growWords(): void {
    const words = new Uint32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }

  private grow(shard: Shard): void {
    const places = new Uint32Array(shard.places.length * 2);
    const mask = places.length - 1;
    for (const known of shard.places) {
      if (known === 0) continue;
      let place = hash(this.words, (known - 1) * WORDS) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = known;
    }
    shard.places = places;
  }
}

function hash(words: Uint32Array, at: number): number {
  let mixed = Math.imul(words[at]! ^ Math.imul(words[at + 1]!, 0x85ebca6b), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ words[at + 2]! ^ Math.imul(words[at + 3]!, 0x9e3779b1), 0x27d4eb2f);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
