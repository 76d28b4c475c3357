import { describe, expect, it } from 'vitest';
import { drawnRows, groupOf, ROW_STEP, rowGeometry, rowLayer, stepOf } from './row-geometry.ts';

describe('rowGeometry', () => {
  it('is plain while a browser can lay out the rows', () => {
    expect(rowGeometry(1000, 28, 800)).toEqual({ height: 28_000, scale: 1 });
  });

  it('reaches the last of two million rows with a shorter scroll bar', () => {
    const rows = 2_000_000;
    const { height, scale } = rowGeometry(rows, 28, 800);
    expect(height).toBe(15_000_000);
    expect((height - 800) * scale + 800).toBeCloseTo(rows * 28, 3);
  });

  it('keeps rows where they are in their layer, and the layer as high as it is', () => {
    const before = rowLayer(groupOf(100), 2_000_000, 28);
    const after = rowLayer(groupOf(140), 2_000_000, 28);
    expect(after.height).toBe(before.height);
    expect(after.topOf(150)).toBe(before.topOf(150));
    for (const row of [0, 4095, 4096, 1_999_999]) {
      const layer = rowLayer(groupOf(row), 2_000_000, 28);
      expect(layer.top + layer.topOf(row)).toBe(row * 28);
    }
  });

  it('gives the last group a layer that ends with the last row', () => {
    const layer = rowLayer(groupOf(5000), 5100, 28);
    expect(layer.top + layer.height).toBe(5100 * 28);
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
