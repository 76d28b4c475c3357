import { expect, it } from 'vitest';
import { niceCeiling } from './rate-chart.tsx';
import { areaPath } from './sparkline.tsx';

it('ends axes at round numbers', () => {
  expect([0, 1, 1.1, 480, 501, 9_999_999].map(niceCeiling)).toEqual([1000, 1, 2, 500, 1000, 10_000_000]);
});

it('draws the newest value at the right edge', () => {
  expect(areaPath([0, 10], 84, 17, -1)).toBe('M0 17L0 17L84 7L84 17Z');
  expect(areaPath([5], 84, 17, -1)).toBe('');
});
