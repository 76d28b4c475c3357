import { expect, test } from 'vitest';
import type { SqlResult } from '#contract/history/answers.ts';
import { chartFor, chartPoints, isBytes } from './result-chart-data.ts';

const result = (kinds: readonly SqlResult['columns'][number]['kind'][], ...rows: SqlResult['rows']): SqlResult => ({
  columns: kinds.map((kind, at) => ({ name: 'abcdef'[at] ?? '', type: '', kind })),
  rows,
  isCut: false,
  elapsedMs: 1,
});

test('what is drawn by itself: numbers over time, else over the first text', () => {
  expect(chartFor(result(['text', 'time', 'number', 'number'], ['x', '2026-11-24', 1, 2]), null)).toStrictEqual({
    kind: 'line',
    x: 'b',
    y: ['c', 'd'],
  });
  expect(chartFor(result(['text', 'number'], ['x', 1]), null)).toStrictEqual({ kind: 'bar', x: 'a', y: ['b'] });
  expect(chartFor(result(['text', 'text'], ['x', 'y']), null)).toBeNull();
  expect(chartFor(result(['number'], [1]), null)).toBeNull();
  expect(chartFor(result(['text', 'number']), null)).toBeNull();
});

test('what was chosen stays while the result has it', () => {
  const wanted = { kind: 'line', x: 'a', y: ['c'] } as const;
  expect(chartFor(result(['text', 'number', 'number'], ['x', 1, 2]), wanted)).toBe(wanted);
  expect(chartFor(result(['text', 'number'], ['x', 1]), wanted)).toStrictEqual({ kind: 'bar', x: 'a', y: ['b'] });
});

test('points are in the order of time, and what is no number is a gap', () => {
  const points = chartPoints(
    result(
      ['time', 'number'],
      ['2026-11-24T10:00:02.000000Z', 2],
      ['2026-11-24T10:00:01.000000Z', null],
      [null, 5],
      ['2026-11-24T10:00:00.000000Z', '9007199254740993'],
    ),
    { kind: 'line', x: 'a', y: ['b'] },
  );
  const start = Date.UTC(2026, 10, 24, 10);
  expect(points.xs).toStrictEqual([start, start + 1000, start + 2000]);
  expect(points.series[0]?.values).toStrictEqual([9_007_199_254_740_992, null, 2]);
  expect(points.leftOut).toBe(1);
});

test('so many bars as there is room for', () => {
  const rows = Array.from({ length: 40 }, (_, at) => [`h${at}`, at]);
  const points = chartPoints(result(['text', 'number'], ...rows), { kind: 'bar', x: 'a', y: ['b'] });
  expect([points.xs.length, points.leftOut, points.labels[29]]).toStrictEqual([30, 10, 'h29']);
});

test('bytes by name', () => {
  expect(['bytes_in', 'received', 'sent', 'sum_bytes'].map(isBytes)).toStrictEqual([true, true, true, true]);
  expect(['sessions', 'presented', 'bytesx'].map(isBytes)).toStrictEqual([false, false, false]);
});
