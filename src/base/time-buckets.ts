/** Lengths of time that charts are cut into. */
import { MICROSECONDS_PER_SECOND } from './units.ts';

/** Lengths of buckets that are easy to read, in seconds. */
const BUCKETS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** The shortest bucket of which `points` reach over so many seconds. */
export function bucketFor(seconds: number, points: number): number {
  const needed = seconds / points;
  return BUCKETS.find((bucket) => bucket >= needed) ?? Math.ceil(needed / 86_400) * 86_400;
}

export interface Buckets {
  readonly bucketSeconds: number;
  /** The same, microseconds. */
  readonly length: number;
  /** Number of the first one, counted from the epoch. */
  readonly first: number;
  readonly count: number;
}

/** Those over a stretch of time, both ends included, microseconds since the epoch: about `points`, one more where the stretch does not begin with a bucket. */
export function bucketsOver(
  { fromUs, toUs }: { readonly fromUs: number; readonly toUs: number },
  points: number,
): Buckets {
  const bucketSeconds = bucketFor((toUs - fromUs) / MICROSECONDS_PER_SECOND, points);
  const length = bucketSeconds * MICROSECONDS_PER_SECOND;
  const first = Math.floor(fromUs / length);
  const count = Math.max(1, Math.min(points + 1, Math.floor(toUs / length) - first + 1));
  return { bucketSeconds, length, first, count };
}
