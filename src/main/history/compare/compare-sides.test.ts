import { describe, expect, it } from 'vitest';
import type { ComparedAmount } from '#contract/history/compare.ts';
import { compareSides, totalOf, type Amounts } from './compare-sides.ts';

const all = { change: 'all', offset: 0, limit: 100 } as const;
const amount = (sessions: number, bytes: number): ComparedAmount => ({ sessions, bytes_in: bytes, bytes_out: 0 });
const side = (rows: Readonly<Record<string, ComparedAmount>>): Amounts => new Map(Object.entries(rows));

describe('two sides', () => {
  const before = side({ stays: amount(1, 10_000), grows: amount(2, 1_000_000), goes: amount(1, 500) });
  const after = side({ stays: amount(9, 11_000), grows: amount(2, 4_000_000), comes: amount(3, 70_000) });

  it('says what is new, gone and changed, the largest change of bytes first', () => {
    const { rows, counts } = compareSides(before, after, all, false);
    expect(rows.map(({ label, change }) => [label, change])).toEqual([
      ['grows', 'changed'],
      ['comes', 'new'],
      ['stays', 'same'],
      ['goes', 'gone'],
    ]);
    expect(counts).toEqual({ new: 1, gone: 1, changed: 1, same: 1 });
    expect(rows[1]).toMatchObject({ before: { sessions: 0, bytes_in: 0 }, after: { sessions: 3, bytes_in: 70_000 } });
  });

  it('counts all of them, also where only some are asked for', () => {
    const { rows, counts } = compareSides(before, after, { change: 'new', offset: 0, limit: 100 }, false);
    expect(rows.map(({ label }) => label)).toEqual(['comes']);
    expect(counts.changed).toBe(1);
    expect(compareSides(before, after, { change: 'all', offset: 1, limit: 1 }, false).rows[0]?.label).toBe('comes');
  });

  it('compares how often where there are no bytes', () => {
    const { rows } = compareSides(
      side({ a: amount(10, 0), b: amount(10, 0) }),
      side({ a: amount(11, 0), b: amount(30, 0) }),
      all,
      true,
    );
    expect(rows.map(({ label, change }) => [label, change])).toEqual([
      ['b', 'changed'],
      ['a', 'same'],
    ]);
  });

  it('keeps what nothing is known of apart from a label without letters', () => {
    const unknown: Amounts = new Map([[null, amount(1, 5000)]]);
    const { rows } = compareSides(unknown, side({ '': amount(1, 5000) }), all, false);
    expect(rows).toHaveLength(2);
    expect(totalOf(unknown)).toEqual({ sessions: 1, bytes_in: 5000, bytes_out: 0 });
  });
});
