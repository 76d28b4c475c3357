import { describe, expect, it } from 'vitest';
import { historyPoints, trafficOver, trafficPoints } from './traffic.ts';

describe('trafficPoints', () => {
  it('is a mean per second, out below the axis, between two quiet ends', () => {
    const points = trafficPoints(
      { bucketSeconds: 2, firstBucketUs: 10_000_000, bytesIn: [100, 40], bytesOut: [20, 0] },
      300,
    );
    expect(points).toEqual([
      { time: 8000, in: 0, out: 0 },
      { time: 10_000, in: 50, out: -10 },
      { time: 12_000, in: 20, out: -0 },
      { time: 14_000, in: 0, out: 0 },
    ]);
  });

  it('joins neighbours so that no byte is lost', () => {
    const bytesIn = Array.from({ length: 1000 }, (_, at) => at);
    const points = trafficPoints({ bucketSeconds: 1, firstBucketUs: 0, bytesIn, bytesOut: bytesIn.map(() => 0) }, 100);
    expect(points.length).toBeLessThanOrEqual(102);
    const seconds = 10;
    expect(points.reduce((sum, point) => sum + point.in * seconds, 0)).toBeCloseTo(499_500);
  });

  it('has no points where there is no traffic yet', () => {
    expect(trafficPoints({ bucketSeconds: 1, firstBucketUs: 0, bytesIn: [], bytesOut: [] }, 100)).toEqual([]);
  });
});

describe('historyPoints', () => {
  it('ends at the last sample and spans ten minutes from the first one on', () => {
    const points = historyPoints({ endTimeMs: 1_000_000, rx: [null, 5], tx: [null, 7] });
    expect(points.map((point) => point.time)).toEqual([1_000_000 - 599_000, 999_000, 1_000_000]);
    expect(points.at(-1)).toEqual({ time: 1_000_000, in: 5, out: -7 });
    expect(points[1]).toMatchObject({ in: null, out: null });
  });
});

it('is spread over a whole stretch, quiet where there was none, and no byte is lost or doubled', () => {
  const history = { bucketSeconds: 10, firstBucketUs: 3_600e6, bytesIn: [1, 2, 0, 4], bytesOut: [0, 8, 0, 0] };
  const hour = trafficOver(history, { fromUs: 0, toUs: 7_200e6 }, 120);
  expect(hour).toMatchObject({ bucketSeconds: 60, firstBucketUs: 0 });
  expect(hour.bytesIn).toHaveLength(121);
  expect(hour.bytesIn.map((bytes, at) => [at, bytes]).filter(([, bytes]) => bytes !== 0)).toEqual([[60, 7]]);
  expect(hour.bytesOut[60]).toBe(8);
  // As fine as it was given, where there is room; what lies outside is not in it.
  expect(trafficOver(history, { fromUs: 3_610e6, toUs: 3_629e6 }, 120)).toEqual({
    bucketSeconds: 10,
    firstBucketUs: 3_610e6,
    bytesIn: [2, 0],
    bytesOut: [8, 0],
  });
});
