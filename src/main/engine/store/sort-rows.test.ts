import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { Slicer, Turns } from './slicer.ts';
import type { SortKey } from './sort-key.ts';
import { sortRows } from './sort-rows.ts';

async function sorted(count: number, key: SortKey, descending: boolean, clock = new ManualClock()): Promise<number[]> {
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const order = await sortRows(rows, key, descending, new Slicer(new Turns(clock)), () => false);
  return [...order!];
}

describe('sorting rows', () => {
  it('orders any numbers like a stable sort, with nothing last either way', async () => {
    const values = fc.array(fc.oneof(fc.double(), fc.constant(Number.NaN), fc.integer({ min: 0, max: 3 })));
    await fc.assert(
      fc.asyncProperty(values, fc.boolean(), async (numbers, descending) => {
        const key: SortKey = { kind: 'number', value: (index) => numbers[index]! };
        const expected = numbers.map((_, index) => index);
        const place = (index: number): number => numbers[index]!;
        expected.sort((left, right) => {
          const [a, b] = [place(left), place(right)];
          if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
          return descending ? b - a : a - b;
        });
        expect((await sorted(numbers.length, key, descending)).map(place)).toEqual(expected.map(place));
      }),
      { numRuns: 60 },
    );
  });

  it('orders text without regard to case, numbers in it by value, empty text last', async () => {
    const texts = ['eth10', 'eth2', null, 'Alpha', 'beta', '', 'alpha'];
    const key: SortKey = { kind: 'text', value: (index) => texts[index]! };
    const ascending = (await sorted(texts.length, key, false)).map((index) => texts[index]);
    expect(ascending).toEqual(['Alpha', 'alpha', 'beta', 'eth2', 'eth10', null, '']);
    const descending = (await sorted(texts.length, key, true)).map((index) => texts[index]);
    expect(descending).toEqual(['eth10', 'eth2', 'beta', 'alpha', 'Alpha', null, '']);
  });

  it('merges thousands of distinct texts', async () => {
    const texts = Array.from({ length: 5000 }, (_, i) => `host-${(i * 7919) % 5000}`);
    const order = await sorted(texts.length, { kind: 'text', value: (index) => texts[index]! }, false);
    expect(order.map((index) => texts[index])).toEqual(Array.from({ length: 5000 }, (_, i) => `host-${i}`));
  });

  it('orders addresses by their words', async () => {
    const addresses = [
      [0, 0, 0xffff, 0x0a000010],
      [0x20010db8, 0, 0, 1],
      [0, 0, 0xffff, 0x0a000002],
    ];
    const words = Uint32Array.from(addresses.flat());
    const key: SortKey = { kind: 'words', count: 4, words: () => words, at: (index) => index * 4 };
    expect(await sorted(3, key, false)).toEqual([2, 0, 1]);
    expect(await sorted(3, key, true)).toEqual([1, 0, 2]);
  });

  it('lets others run while it sorts, and stops when cancelled', async () => {
    const clock = new ManualClock(0, 1);
    const key: SortKey = { kind: 'number', value: (index) => (index * 7919) % 100_003 };
    await sorted(100_000, key, false, clock);
    expect(clock.turns).toBeGreaterThan(5);
    const rows = Uint32Array.from({ length: 10 }, (_, i) => i);
    expect(await sortRows(rows, key, false, new Slicer(new Turns(clock)), () => true)).toBeNull();
  });
});
