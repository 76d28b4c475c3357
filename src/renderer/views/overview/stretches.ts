/** A chart's buckets taken together to few stretches of time. Pure. */
export interface Stretch {
  /** Its first bucket, and how many. */
  readonly first: number;
  readonly count: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Name of the series that had most; null where there was nothing. */
  readonly most: string | null;
}

interface RateSeries {
  readonly name: string;
  /** Bytes a second, a value a bucket. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

const STRETCHES = 12;

export function stretchesOf(series: readonly RateSeries[], bucketSeconds: number): Stretch[] {
  const buckets = series[0]?.above.length ?? 0;
  const length = Math.max(1, Math.ceil(buckets / STRETCHES));
  const stretches: Stretch[] = [];
  for (let first = 0; first < buckets; first += length) {
    const count = Math.min(length, buckets - first);
    let bytesIn = 0;
    let bytesOut = 0;
    let most: string | null = null;
    let mostBytes = 0;
    for (const { name, above, below } of series) {
      const [ownIn, ownOut] = [sum(above, first, count) * bucketSeconds, sum(below, first, count) * bucketSeconds];
      bytesIn += ownIn;
      bytesOut += ownOut;
      if (ownIn + ownOut > mostBytes) {
        most = name;
        mostBytes = ownIn + ownOut;
      }
    }
    stretches.push({ first, count, bytesIn, bytesOut, most });
  }
  return stretches;
}

function sum(values: readonly number[], first: number, count: number): number {
  let all = 0;
  for (let at = first; at < first + count; at++) all += values[at] ?? 0;
  return all;
}
