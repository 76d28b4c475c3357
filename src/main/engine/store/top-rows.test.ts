import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { Slicer, Turns } from './slicer.ts';
import type { SortKey } from './sort-key.ts';
import { sortRows } from './sort-rows.ts';
import { TopRows } from './top-rows.ts';

/** Offers all rows in blocks; the first ones of the sort, and of a sort of everything. */
async function both(count: number, limit: number, key: SortKey, descending: boolean): Promise<[number[], number[]]> {
  const slicer = new Slicer(new Turns(new ManualClock()));
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const top = new TopRows(limit, key, descending);
  for (let from = 0; from < count; from += 7) top.offer(rows.subarray(from), Math.min(7, count - from));
  const first = await top.sorted(slicer, () => false);
  const all = await sortRows(rows, key, descending, slicer, () => false);
  return [[...first!], [...all!.subarray(0, limit)]];
}

const limits = fc.integer({ min: 1, max: 40 });
const many = { maxLength: 200 };

describe('the first rows of a sort', () => {
  it('are those of the whole sort, for numbers', async () => {
    const number = fc.oneof(fc.double(), fc.constant(Number.NaN), fc.integer({ min: -2, max: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.array(number, many), limits, fc.boolean(), async (numbers, limit, descending) => {
        const key: SortKey = { kind: 'number', value: (index) => numbers[index]! };
        const [first, all] = await both(numbers.length, limit, key, descending);
        expect(first).toEqual(all);
      }),
    );
  });

  it('are those of the whole sort, for addresses', async () => {
    const word = fc.oneof(fc.constantFrom(0, 0xffff), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
    const words = fc.tuple(fc.constantFrom(0, 1), word);
    await fc.assert(
      fc.asyncProperty(fc.array(words, many), limits, fc.boolean(), async (addresses, limit, descending) => {
        const all = Uint32Array.from(addresses.flat());
        const key: SortKey = { kind: 'words', count: 2, words: () => all, at: (index) => index * 2 };
        const [first, sorted] = await both(addresses.length, limit, key, descending);
        expect(first).toEqual(sorted);
      }),
    );
  });

  it('are those of the whole sort, for text', async () => {
    const text = fc.oneof(fc.constantFrom('', 'https', 'HTTPS', 'ssh', null), fc.string({ maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.array(text, many), limits, fc.boolean(), async (texts, limit, descending) => {
        const key: SortKey = { kind: 'text', value: (index) => texts[index]! };
        const [first, all] = await both(texts.length, limit, key, descending);
        expect(first).toEqual(all);
      }),
    );
  });
});
