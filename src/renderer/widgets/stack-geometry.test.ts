import { expect, it } from 'vitest';
import { gridValues, layerPaths, niceAbove, stackScale, timeTicks } from './stack-geometry.ts';

it('gives both sides one scale, and each as much room as it needs', () => {
  const layers = [
    { above: [10, 20], below: [0, 5] },
    { above: [30, 10], below: [0, 5] },
  ];
  expect(stackScale(layers, 100, 100)).toMatchObject({ reachAbove: 40, reachBelow: 10, factor: 2, middle: 80 });
  expect(stackScale([{ above: [100], below: [0] }], 100, 116)).toMatchObject({ reachBelow: 16, middle: 100 });
  expect(stackScale([], 100, 100).factor).toBe(50);
});

it('stacks one layer on the other, as wide as the time of a value', () => {
  const layers = [
    { above: [1, 2], below: [0, 0] },
    { above: [1, 0], below: [0, 1] },
  ];
  const scale = { width: 20, height: 40, middle: 30, reachAbove: 3, reachBelow: 1, factor: 10 };
  expect(layerPaths(layers, scale)).toEqual([
    { above: 'M0 20L10 20L10 10L20 10L20 30L10 30L10 30L0 30Z', below: '' },
    {
      above: 'M0 10L10 10L10 10L20 10L20 10L10 10L10 20L0 20Z',
      below: 'M0 30L10 30L10 40L20 40L20 30L10 30L10 30L0 30Z',
    },
  ]);
});

it('draws a line through the middles where values are narrow', () => {
  const scale = { width: 8, height: 40, middle: 30, reachAbove: 3, reachBelow: 1, factor: 10 };
  expect(layerPaths([{ above: [1, 2], below: [0, 0] }], scale)[0]?.above).toBe(
    'M0 20L2 20L6 10L8 10L8 30L6 30L2 30L0 30Z',
  );
});

it('ends at round numbers and draws lines at round ones', () => {
  expect([0, 1, 1.2, 3.1, 9, 4200].map(niceAbove)).toEqual([0, 1, 1.5, 4, 10, 5000]);
  const scale = { width: 1, height: 100, middle: 80, reachAbove: 40, reachBelow: 10, factor: 2 };
  expect(gridValues(scale, 20)).toEqual([10, 20, 30, 40, -10]);
});

it('names moments that people count in', () => {
  const from = Date.UTC(2026, 10, 30, 10, 0, 7);
  const { step, ticks } = timeTicks(from, from + 60_000, 600, 90);
  expect(step).toBe(10_000);
  expect(ticks.map((time) => new Date(time).getUTCSeconds())).toEqual([10, 20, 30, 40, 50, 0]);
  expect(timeTicks(0, 400 * 86_400_000, 600, 90).step).toBe(60 * 86_400_000);
});
