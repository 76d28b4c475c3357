import { expect, it } from 'vitest';
import type { OverviewFrame } from '#contract/views/sums.ts';
import { trafficOf } from './timeline-store.ts';

it('adds up all series to one line each way', () => {
  const series = (ins: number[], outs: number[]) =>
    ({ label: null, filter: null, bytes_in: 0, bytes_out: 0, isOther: false, in: ins, out: outs }) as const;
  const frame = {
    bucketSeconds: 60,
    firstBucketUs: 120e6,
    buckets: 3,
    series: [series([1, 0, 5], [0, 0, 1]), series([2, 0, 0], [4, 0, 0])],
  } as unknown as OverviewFrame;
  expect(trafficOf(frame)).toEqual({
    bucketSeconds: 60,
    firstBucketUs: 120e6,
    bytesIn: [3, 0, 5],
    bytesOut: [4, 0, 1],
  });
});
