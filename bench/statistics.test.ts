import { describe, expect, it } from 'vitest';
import { median, pairedRatio, quantile, slope, spread } from './statistics.mjs';

describe('statistics', () => {
  it('takes the middle by size, not by place or by text', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2);
    expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  });

  it('finds the value that a share of them does not exceed', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.95)).toBe(4);
    expect(quantile([7], 0.01)).toBe(7);
  });

  it('divides pair by pair: a slow round of both does not show', () => {
    expect(pairedRatio([2, 20, 4], [1, 10, 2])).toEqual({ median: 2, least: 2, most: 2 });
    expect(() => pairedRatio([1], [1, 2])).toThrow('two sides');
  });

  it('finds the trend through noise', () => {
    expect(
      slope([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBeCloseTo(2);
    expect(
      slope([
        [0, 5],
        [1, 4],
        [2, 5],
        [3, 4],
        [4, 5],
      ]),
    ).toBeCloseTo(0);
    expect(
      slope([
        [1, 5],
        [1, 7],
      ]),
    ).toBe(0);
  });
});
