import { describe, expect, it } from 'vitest';
import { realTop, rowGeometry } from './row-geometry.ts';

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
});
