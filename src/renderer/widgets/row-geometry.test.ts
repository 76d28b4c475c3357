import { describe, expect, it } from 'vitest';
import { drawnRows, ROW_STEP, rowGeometry, rowLayer, stepOf } from './row-geometry.ts';

/** Real position of a row's top inside the scrolling element. */
function realTop(index: number, rowHeight: number, realOffset: number, scale: number): number {
  const layer = rowLayer({ firstRow: index, rowCount: index + 1, rowHeight }, scale);
  return layer.shiftAt(realOffset) + layer.topOf(index);
}

describe('rowGeometry', () => {
  it('is plain while a browser can lay out the rows', () => {
    expect(rowGeometry(1000, 28, 800)).toEqual({ height: 28_000, scale: 1 });
    expect(realTop(10, 28, 0, 1)).toBe(280);
  });

  it('reaches the last of two million rows with a shorter scroll bar', () => {
    const rows = 2_000_000;
    const { height, scale } = rowGeometry(rows, 28, 800);
    expect(height).toBe(15_000_000);
    const realOffset = height - 800;
    const virtualOffset = realOffset * scale;
    expect(virtualOffset + 800).toBeCloseTo(rows * 28, 3);
    // The last row ends exactly where the viewport does.
    expect(realTop(rows - 1, 28, realOffset, scale) + 28 - realOffset).toBeCloseTo(800, 3);
  });

  it('moves the layer and not the rows while one scrolls', () => {
    const { scale } = rowGeometry(2_000_000, 28, 800);
    const before = rowLayer({ firstRow: 100, rowCount: 2_000_000, rowHeight: 28 }, scale);
    const after = rowLayer({ firstRow: 140, rowCount: 2_000_000, rowHeight: 28 }, scale);
    expect(after.height).toBe(before.height);
    expect(after.topOf(150)).toBe(before.topOf(150));
    // 500 pixels of the scroll bar stand for `scale` times as many of the rows.
    expect(before.shiftAt(1000) - after.shiftAt(1500)).toBeCloseTo(500 * (scale - 1), 6);
  });

  it('gives the last group a layer that ends with the last row', () => {
    const layer = rowLayer({ firstRow: 5000, rowCount: 5100, rowHeight: 28 }, 1);
    expect(layer.shiftAt(0) + layer.height).toBe(5100 * 28);
  });

  it('draws every row that is on screen until the next step, and never more than so many', () => {
    for (let first = 0; first < 200; first++) {
      const drawn = drawnRows(stepOf(first), 200, 28, 650);
      // 650 pixels hold parts of 25 rows.
      expect(drawn.first).toBeLessThanOrEqual(first);
      expect(drawn.end).toBeGreaterThanOrEqual(Math.min(200, first + 25));
      expect(drawn.end - drawn.first).toBeLessThanOrEqual(drawn.most);
    }
    expect(drawnRows(stepOf(10_000), 5, 28, 650)).toMatchObject({ first: 0, end: 5 });
    expect(ROW_STEP).toBeGreaterThan(1);
  });
});
