import { describe, expect, it } from 'vitest';
import { rowGeometry, rowLayer } from './row-geometry.ts';

/** Real position of a row's top inside the scrolling element. */
function realTop(index: number, rowHeight: number, realOffset: number, scale: number): number {
  const layer = rowLayer({ firstRow: index, rowCount: index + 1, rowHeight }, realOffset, scale);
  return layer.shift + layer.topOf(index);
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
    const before = rowLayer({ firstRow: 100, rowCount: 2_000_000, rowHeight: 28 }, 1000, scale);
    const after = rowLayer({ firstRow: 140, rowCount: 2_000_000, rowHeight: 28 }, 1500, scale);
    expect(after.height).toBe(before.height);
    expect(after.topOf(150)).toBe(before.topOf(150));
    // 500 pixels of the scroll bar stand for `scale` times as many of the rows.
    expect(before.shift - after.shift).toBeCloseTo(500 * (scale - 1), 6);
  });

  it('gives the last group a layer that ends with the last row', () => {
    const layer = rowLayer({ firstRow: 5000, rowCount: 5100, rowHeight: 28 }, 0, 1);
    expect(layer.shift + layer.height).toBe(5100 * 28);
  });
});
