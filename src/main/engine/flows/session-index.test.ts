import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedPacket } from '#main/engine/decode/packet.ts';
import { FlowKey } from './flow-key.ts';
import { type KeyHasher, SeededHasher } from './key-hash.ts';
import { IN, OUT, RECORD_WORDS, SessionColumns } from './session-columns.ts';
import { SessionIndex } from './session-index.ts';

/** Hashes that send nearly everything to a few homes, so that runs are long and wrap around the end. */
const clustered: KeyHasher = {
  hash: (words, one, _onePort, other) => ((words[one + 3]! + words[other + 3]!) % 3 === 0 ? 2047 : -1),
};
const constant: KeyHasher = { hash: () => 7 };

function keyOf(host: number, port: number, hasher: KeyHasher, turned = false): FlowKey {
  const packet = new DecodedPacket();
  const [source, destination] = turned ? [4, 0] : [0, 4];
  packet.words.set([0, 0, 0xffff, host], source);
  packet.words.set([0, 0, 0xffff, 99_999], destination);
  packet.sourcePort = turned ? 53 : port;
  packet.destinationPort = turned ? port : 53;
  packet.protocol = 17;
  const key = new FlowKey();
  key.takePacket(packet, hasher);
  return key;
}

describe('the session index', () => {
  it.for([
    ['a constant hash', constant],
    ['clustered hashes', clustered],
    ['the seeded hash', new SeededHasher(1)],
  ] as const)('[F31] agrees with a map through insertions and removals under %s', ([, hasher]) => {
    const step = fc.record({
      host: fc.integer({ min: 0, max: 30 }),
      port: fc.integer({ min: 1, max: 3 }),
      add: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 250 }), (steps) => {
        const columns = new SessionColumns(256);
        const index = new SessionIndex(columns);
        const model = new Map<string, number>();
        let slot = 0;
        for (const { host, port, add } of steps) {
          const key = keyOf(host, port, hasher);
          const name = `${host} ${port}`;
          const known = model.get(name);
          expect(index.find(key)).toBe(known ?? -1);
          if (add && known === undefined) {
            columns.unsigned.set(key.words.subarray(0, 8), slot * RECORD_WORDS);
            index.insert(key, slot, false);
            model.set(name, slot++);
          } else if (!add && known !== undefined) {
            index.remove(known, key.hash);
            model.delete(name);
          }
        }
        expect(index.count).toBe(model.size);
        for (const [name, known] of model) {
          const [host, port] = name.split(' ').map(Number) as [number, number];
          expect(index.find(keyOf(host, port, hasher))).toBe(known);
          expect(index.direction).toBe(OUT);
          expect(index.find(keyOf(host, port, hasher, true))).toBe(known);
          expect(index.direction).toBe(IN);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('[F31] keeps every session while it grows', () => {
    const hasher = new SeededHasher(5);
    const columns = new SessionColumns(8192);
    const index = new SessionIndex(columns);
    for (let host = 0; host < 8000; host++) {
      const key = keyOf(host, 1000, hasher);
      columns.unsigned.set(key.words.subarray(0, 8), host * RECORD_WORDS);
      index.insert(key, host, false);
    }
    for (let host = 0; host < 8000; host++) expect(index.find(keyOf(host, 1000, hasher))).toBe(host);
  });
});

describe('the seeded hash', () => {
  const word = fc.integer({ min: 0, max: 0xffff_ffff });
  const port = fc.integer({ min: 0, max: 65_535 });
  const ends = fc.tuple(word, word, word, word, word, word, word, word);

  it('[F31] is the same in both directions', () => {
    fc.assert(
      fc.property(ends, port, port, word, (words, one, other, seed) => {
        const hasher = new SeededHasher(seed);
        const array = Uint32Array.from(words);
        expect(hasher.hash(array, 0, one, 4, other, 6, 0)).toBe(hasher.hash(array, 4, other, 0, one, 6, 0));
      }),
    );
  });

  it('[F31] depends on the seed, and spreads keys that were built to collide', () => {
    const patterns: readonly ((index: number) => readonly number[])[] = [
      (index) => [0, 0, 0xffff, index, 0, 0, 0xffff, 1],
      (index) => [0, 0, 0xffff, (index << 16) >>> 0, 0, 0, 0xffff, 1],
      (index) => [0, 0, 0xffff, index & 0xff, 0, 0, 0xffff, index >> 8],
      // The high bits of several words at once, which a product modulo 2^32 would lose.
      (index) => [0x20010db8, 0, (index << 20) >>> 0, ((index >> 6) << 22) >>> 0, 0x20010db8, 0, 0, 1],
      (index) => [(index << 24) >>> 0, ((index >> 8) << 24) >>> 0, ((index >> 4) << 24) >>> 0, 5, 0, 0, 0, 1],
    ];
    for (const seed of [0, 1, 0xdead_beef]) {
      const hasher = new SeededHasher(seed);
      for (const pattern of patterns) {
        const words = Array.from({ length: 4096 }, (_, index) => pattern(index).join(' '));
        const distinct = [...new Set(words)].map((text) => Uint32Array.from(text.split(' ').map(Number)));
        const hashes = distinct.map((array) => hasher.hash(array, 0, 80, 4, 90, 6, 0));
        expect(new Set(hashes).size).toBeGreaterThan(distinct.length * 0.99);
        const homes = new Map<number, number>();
        for (const hash of hashes) homes.set(hash & 4095, (homes.get(hash & 4095) ?? 0) + 1);
        expect(Math.max(...homes.values())).toBeLessThan(16);
      }
    }
    const array = Uint32Array.from([0, 0, 0xffff, 1, 0, 0, 0xffff, 2]);
    expect(new SeededHasher(1).hash(array, 0, 1, 4, 2, 6, 0)).not.toBe(
      new SeededHasher(2).hash(array, 0, 1, 4, 2, 6, 0),
    );
  });

  it('[F31] does not let parts of the two ends change places', () => {
    const hasher = new SeededHasher(3);
    const straight = Uint32Array.from([0, 0, 0xffff, 0x0a000001, 0, 0, 0xffff, 0x0b000002]);
    const swapped = Uint32Array.from([0, 0, 0xffff, 0x0a000002, 0, 0, 0xffff, 0x0b000001]);
    expect(hasher.hash(straight, 0, 80, 4, 90, 6, 0)).not.toBe(hasher.hash(swapped, 0, 80, 4, 90, 6, 0));
    expect(hasher.hash(straight, 0, 80, 4, 90, 6, 0)).not.toBe(hasher.hash(straight, 0, 90, 4, 80, 6, 0));
  });
});
