import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowGeometry } from './row-geometry.ts';
import { lastOffset, offsetOf, placeAfter, placeOf, START, type ScrollExtent } from './scroll-place.ts';

const ROW = 28;
const VIEWPORT = 650;
function extentOf(rows: number): ScrollExtent {
  return { ...rowGeometry(rows, ROW, VIEWPORT), viewport: VIEWPORT };
}
const million = extentOf(1_000_000);
const mostReal = million.height - VIEWPORT;

describe('where a table with a short scroll bar is', () => {
  it('moves rows by a pixel with each pixel of the wheel, all the way', () => {
    let place = START;
    for (let step = 0; step < 20_000; step++) {
      const before = offsetOf(place);
      place = placeAfter(place, place.real + 120, million);
      expect(offsetOf(place)).toBe(before + 120);
    }
    expect(offsetOf(place)).toBe(2_400_000);
  });

  it('reaches the last row when the bar reaches its end, and the first one when it reaches its start', () => {
    expect(lastOffset(million)).toBe(1_000_000 * ROW - VIEWPORT);
    expect(offsetOf(placeAfter(START, mostReal, million))).toBe(lastOffset(million));
    expect(placeAfter(placeOf(lastOffset(million), million), 0, million)).toEqual(START);
    let place = placeAfter(START, mostReal - 90_000, million);
    for (let step = 0; step < 5000 && place.real < mostReal; step++) {
      place = placeAfter(place, Math.min(mostReal, place.real + 120), million);
    }
    expect(offsetOf(place)).toBe(lastOffset(million));
  });

  it('goes as far along the rows as the bar was dragged', () => {
    const { shift } = placeAfter(START, mostReal / 2, million);
    expect(mostReal / 2 + shift).toBeCloseTo(lastOffset(million) / 2, -1);
  });

  it('is nothing but the bar where that is as long as the rows', () => {
    const few = extentOf(1000);
    expect(placeAfter(START, 5000, few)).toEqual({ real: 5000, shift: 0 });
    expect(placeOf(5000, few)).toEqual({ real: 5000, shift: 0 });
  });

  it('never leaves the rows and never moves them when it only moves the bar, whatever is done', () => {
    const move = fc.oneof(fc.integer({ min: -600, max: 600 }), fc.integer({ min: -15_000_000, max: 15_000_000 }));
    fc.assert(
      fc.property(fc.integer({ min: 540_000, max: 6_000_000 }), fc.array(move, { maxLength: 60 }), (rows, moves) => {
        const extent = extentOf(rows);
        let place = START;
        for (const by of moves) {
          const real = Math.max(0, Math.min(extent.height - VIEWPORT, place.real + by));
          const next = placeAfter(place, real, extent);
          if (Math.abs(real - place.real) <= VIEWPORT) expect(offsetOf(next)).toBeCloseTo(real + place.shift, 0);
          place = next;
          expect(offsetOf(place)).toBeGreaterThanOrEqual(0);
          expect(offsetOf(place)).toBeLessThanOrEqual(lastOffset(extent));
          expect(place.real).toBeGreaterThanOrEqual(0);
          expect(place.real).toBeLessThanOrEqual(extent.height - VIEWPORT);
          if (place.real === 0) expect(place.shift).toBe(0);
        }
      }),
    );
  });
});
