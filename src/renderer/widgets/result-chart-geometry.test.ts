import { expect, test } from 'vitest';
import { barOf, linePath, resultScale, xTicks, yTicks, type ResultScale } from './result-chart-geometry.ts';

const scaled = (values: readonly (number | null)[], barred: boolean = false): ResultScale =>
  resultScale(
    values.map((_, at) => at),
    [{ values }],
    100,
    50,
    barred,
  );

test('from edge to edge, zero at the bottom', () => {
  const scale = scaled([0, 5, 10]);
  expect([scale.x(0), scale.x(1), scale.x(2)]).toStrictEqual([0, 50, 100]);
  expect([scale.y(0), scale.y(5), scale.y(10)]).toStrictEqual([50, 25, 0]);
  expect(linePath([0, 1, 2], [0, 5, 10], scale)).toBe('M0 50L50 25L100 0');
});

test('what is not known interrupts a line', () => {
  expect(linePath([0, 1, 2, 3], [10, null, 10, 10], scaled([10, null, 10, 10]))).toBe('M0 0M66.7 0L100 0');
});

test('below zero there is room, too', () => {
  const scale = scaled([-10, 10]);
  expect([scale.y(-10), scale.y(0), scale.y(10)]).toStrictEqual([50, 25, 0]);
  expect(barOf(scaled([-10, 10], true), 0, -10, 0, 1)).toBe('M5 50V25h40V50Z');
});

test('bars have room around them', () => {
  const scale = scaled([10, 10], true);
  expect([scale.x(0), scale.x(1)]).toStrictEqual([25, 75]);
  expect(barOf(scale, 0, 10, 0, 1)).toBe('M5 50V0h40V50Z');
  expect(barOf(scale, 0, null, 0, 1)).toBe('');
});

test('names at the axes are round', () => {
  expect(yTicks(scaled([0, 4, 10]))).toStrictEqual([0, 10]);
  expect(yTicks(resultScale([0, 1], [{ values: [0, 900] }], 500, 300, false))).toStrictEqual([
    0, 200, 400, 600, 800, 1000,
  ]);
  const hours = [0, 1, 2, 3].map((hour) => hour * 3_600_000);
  expect(xTicks(resultScale(hours, [{ values: [1, 1, 1, 1] }], 400, 50, false), 'time').ticks).toStrictEqual(hours);
});

test('one point, equal ones and none', () => {
  expect(scaled([7]).x(0)).toBe(50);
  expect(scaled([0, 0]).y(0)).toBe(50);
  expect(scaled([]).nearest(10)).toBeNull();
  expect(scaled([1, 2, 3]).nearest(60)).toBe(1);
});
