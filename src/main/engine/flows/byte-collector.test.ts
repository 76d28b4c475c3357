import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteCollector } from './byte-collector.ts';

const source = Uint8Array.from({ length: 300 }, (_, index) => index % 251);

function head(collector: ByteCollector): number[] {
  return [...collector.bytes.subarray(0, collector.headLength)];
}

describe('bytes collected in any order', () => {
  test('are there as far as there is no gap', () => {
    const collector = new ByteCollector(300);
    expect(collector.add(20, source, 20, 30)).toBe(true);
    expect(head(collector)).toEqual([]);
    expect(collector.add(0, source, 0, 10)).toBe(true);
    expect(head(collector)).toEqual([...source.subarray(0, 10)]);
    expect(collector.add(9, source, 9, 21)).toBe(true);
    expect(head(collector)).toEqual([...source.subarray(0, 30)]);
  });

  test('are refused beyond the limit, and where they are too scattered', () => {
    const collector = new ByteCollector(300);
    expect(collector.add(290, source, 0, 11)).toBe(false);
    expect(collector.add(2 ** 53, source, 0, 1)).toBe(false);
    for (let index = 1; index <= 64; index++)
      expect(collector.add(2 * index, source, 2 * index, 2 * index + 1)).toBe(true);
    expect(collector.add(200, source, 200, 201)).toBe(false);
    expect(collector.add(0, source, 0, 200)).toBe(true);
    expect(head(collector)).toEqual([...source.subarray(0, 200)]);
  });

  test('are forgotten when it is cleared', () => {
    const collector = new ByteCollector(300);
    collector.add(0, source, 0, 10);
    collector.clear();
    expect(collector.headLength).toBe(0);
    collector.add(5, source, 5, 10);
    expect(collector.headLength).toBe(0);
  });

  test('any parts: the head is what a map of single bytes says', () => {
    const parts = fc.array(fc.tuple(fc.nat(299), fc.nat(40)), { maxLength: 40 });
    fc.assert(
      fc.property(parts, (pieces) => {
        const collector = new ByteCollector(300);
        const there = new Set<number>();
        for (const [start, length] of pieces) {
          const end = Math.min(300, start + length);
          expect(collector.add(start, source, start, end)).toBe(true);
          for (let at = start; at < end; at++) there.add(at);
        }
        let length = 0;
        while (there.has(length)) length++;
        expect(head(collector)).toEqual([...source.subarray(0, length)]);
      }),
    );
  });
});
