import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timelineScale } from './timeline-scale.ts';

it('keeps to the width and to the order of time', () => {
  const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(times, fc.integer({ min: 80, max: 1200 }), (unsorted, width) => {
      const sorted = unsorted.toSorted((one, other) => one - other);
      const { places, gaps } = timelineScale(sorted, width, 4);
      expect(places).toHaveLength(sorted.length);
      for (const [at, place] of places.entries()) {
        expect(place).toBeGreaterThanOrEqual(4 - 1e-6);
        expect(place).toBeLessThanOrEqual(width - 4 + 1e-6);
        if (at > 0) expect(place).toBeGreaterThanOrEqual(places[at - 1]! - 1e-6);
      }
      for (const { from, to } of gaps) expect(to).toBeGreaterThan(from);
    }),
  );
});

it('cuts a long silence short, so that bursts before and after it stay apart', () => {
  const { places, gaps } = timelineScale([0, 0.1, 0.2, 60, 60.1, 60.2], 454, 0);
  expect(gaps).toEqual([
    { from: expect.closeTo(200) as number, to: expect.closeTo(254) as number, seconds: expect.closeTo(59.8) as number },
  ]);
  expect(places.map(Math.round)).toEqual([0, 100, 200, 254, 354, 454]);
});

it('has nothing to cut in a steady stream, and one place for one moment', () => {
  expect(timelineScale([1, 2, 3, 4, 5, 6, 7, 8], 100, 0).gaps).toEqual([]);
  expect(timelineScale([5], 100, 0)).toEqual({ places: [50], gaps: [] });
  expect(timelineScale([], 100, 0)).toEqual({ places: [], gaps: [] });
});
