/** The strip's points out of the engine's history: few enough to draw, nothing lost on the way. Pure. */
import type { InterfaceSample, TrafficHistory } from '#contract/protocol.ts';

export interface TrafficPoint {
  /** Start of the bucket, milliseconds since the epoch. */
  readonly time: number;
  /** Bytes per second, mean over the bucket. */
  readonly in: number;
  /** Negative, so that it hangs below the axis. */
  readonly out: number;
}

/**
 * At most `maxPoints` points: neighbouring buckets are joined to their mean, so that the area under the line stays the
 * number of bytes. One quiet bucket is added at either end, so that a single burst still has a shape.
 */
export function trafficPoints(history: TrafficHistory, maxPoints: number): TrafficPoint[] {
  const count = history.bytesIn.length;
  if (count === 0 || history.bucketSeconds <= 0) return [];
  const group = Math.max(1, Math.ceil(count / maxPoints));
  const seconds = group * history.bucketSeconds;
  const stepMs = seconds * 1000;
  const firstMs = history.firstBucketUs / 1000;
  const points: TrafficPoint[] = [{ time: firstMs - stepMs, in: 0, out: 0 }];
  for (let at = 0; at < count; at += group) {
    let bytesIn = 0;
    let bytesOut = 0;
    for (let i = at; i < Math.min(count, at + group); i++) {
      bytesIn += history.bytesIn[i] ?? 0;
      bytesOut += history.bytesOut[i] ?? 0;
    }
    points.push({ time: firstMs + at * history.bucketSeconds * 1000, in: bytesIn / seconds, out: -bytesOut / seconds });
  }
  const last = points.at(-1);
  if (last !== undefined) points.push({ time: last.time + stepMs, in: 0, out: 0 });
  return points;
}

/**
 * The same traffic over a whole stretch of time, quiet where there was none: in at most `maxBuckets` buckets, each of which is a number of the
 * given ones. What lies outside is left out. `span`: microseconds.
 */
export function trafficOver(
  { bucketSeconds, firstBucketUs, bytesIn, bytesOut }: TrafficHistory,
  span: { readonly fromUs: number; readonly toUs: number },
  maxBuckets: number,
): TrafficHistory {
  const given = Math.max(1, bucketSeconds) * 1e6;
  const length = given * Math.max(1, Math.ceil((span.toUs - span.fromUs) / given / maxBuckets));
  const first = Math.floor(span.fromUs / length) * length;
  const count = Math.max(1, Math.floor((span.toUs - first) / length) + 1);
  const spread = (values: readonly number[]): number[] => {
    const sums = Array.from({ length: count }, () => 0);
    for (const [at, value] of values.entries()) {
      const bucket = Math.floor((firstBucketUs + at * given - first) / length);
      if (bucket >= 0 && bucket < count) sums[bucket]! += value;
    }
    return sums;
  };
  return {
    bucketSeconds: length / 1e6,
    firstBucketUs: first,
    bytesIn: spread(bytesIn),
    bytesOut: spread(bytesOut),
  };
}

/**
 * Ten minutes of an interface, one point per second ending now; where nothing was known there is a gap. The time axis is
 * always ten minutes long, so that the picture moves evenly from the first second on.
 */
export function historyPoints(history: InterfaceSample['history']): {
  readonly time: number;
  readonly in: number | null;
  readonly out: number | null;
}[] {
  const count = Math.max(history.rx.length, history.tx.length);
  const points = Array.from({ length: count }, (_, at) => {
    const out = history.tx[at] ?? null;
    return {
      time: history.endTimeMs - (count - 1 - at) * 1000,
      in: history.rx[at] ?? null,
      out: out === null ? null : -out,
    };
  });
  if (count < HISTORY_SECONDS) {
    points.unshift({ time: history.endTimeMs - (HISTORY_SECONDS - 1) * 1000, in: null, out: null });
  }
  return points;
}

const HISTORY_SECONDS = 600;
