/** Lengths of time that charts are cut into. */

/** Lengths of buckets that are easy to read, in seconds. */
const BUCKETS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** The shortest bucket of which `points` reach over so many seconds. */
export function bucketFor(seconds: number, points: number): number {
  const needed = seconds / points;
  return BUCKETS.find((bucket) => bucket >= needed) ?? Math.ceil(needed / 86_400) * 86_400;
}
