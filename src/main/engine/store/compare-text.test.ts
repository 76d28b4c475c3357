import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText } from './compare-text.ts';

describe('the order of text', () => {
  it("is the collator's, then that of the codes", () => {
    const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const expected = (left: string, right: string): number =>
      Math.sign(collator.compare(left, right)) || (left === right ? 0 : left < right ? -1 : 1);
    const name = fc.string({ unit: fc.constantFrom(...Array.from('aAbBzZ019.-_: \u0301äÄß\u0000@`{[')), maxLength: 8 });
    const pair = fc.oneof(
      fc.tuple(name, name),
      fc.tuple(name, name, name).map(([head, one, other]) => [head + one, head + other] as const),
      fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
    );
    fc.assert(
      fc.property(pair, ([left, right]) => {
        expect(Math.sign(compareText(left, right))).toBe(expected(left, right));
      }),
      { numRuns: 1000 },
    );
  });

  it('counts numbers as numbers and case as nothing', () => {
    expect(['eth10', 'Eth2', 'eth1', 'eth1a', 'wlan0'].toSorted(compareText)).toEqual([
      'eth1',
      'eth1a',
      'Eth2',
      'eth10',
      'wlan0',
    ]);
  });
});
