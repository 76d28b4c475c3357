/**
 * Traffic within a span, bucket by bucket. A stretch is in the bucket that it begins in, and at the ends of the span it counts in full. One that is
 * longer than a bucket is spread evenly over those that it reaches, as far as these are in the span.
 */
import type { TimeSpan } from '#contract/views/time-range.ts';
import { timeSql } from '../filter/parameters.ts';
import { secondsOf, type Buckets } from './buckets.ts';

const SECOND_US = 1_000_000;

/** Of rows with `time` and `seconds`: they reach into the span. `longest`: of them, seconds; so far before the span one may begin that does. */
export function reachesInto(span: TimeSpan, longest: number, alias: string): string {
  const { from, to } = secondsOf(span);
  const before = timeSql((from - longest) * SECOND_US);
  const begin = timeSql(from * SECOND_US);
  const end = timeSql((to + 1) * SECOND_US);
  return `(${alias}.time >= ${before} AND ${alias}.time < ${end} AND (${alias}.time >= ${begin} OR ${alias}.time + to_seconds(${alias}.seconds) > ${begin}))`;
}

export interface BucketParts {
  /** Has stretches; is read as `t`. */
  readonly table: string;
  /** Columns that are wanted besides, e.g. `t.session_no`. */
  readonly keep: string;
  /** Which stretches. */
  readonly where: string;
  readonly span: TimeSpan;
  readonly longest: number;
  readonly buckets: Buckets;
}

/** Rows of `bucket` (from 0), `bytes_in`, `bytes_out` and what is kept. */
export function bucketsSql({ table, keep, where, span, longest, buckets }: BucketParts): string {
  const { seconds, firstSecond, count } = buckets;
  const bucket = `epoch_us(t.time) // ${seconds * SECOND_US} - ${firstSecond / seconds}`;
  const part = (column: string): string => `(t.${column} * (n + 1)) // parts - (t.${column} * n) // parts`;
  const within = `${reachesInto(span, longest, 't')} AND ${where}`;
  const short = `SELECT ${keep}, least(greatest(${bucket}, 0), ${count - 1}) AS bucket, t.bytes_in::DOUBLE AS bytes_in, t.bytes_out::DOUBLE AS bytes_out
      FROM ${table} t WHERE t.seconds <= ${seconds} AND ${within}`;
  // To plan for what there is none of takes as long as to read what there is.
  if (longest <= seconds) return short;
  return `${short}
    UNION ALL SELECT ${keep}, ${bucket} + n, (${part('bytes_in')})::DOUBLE, (${part('bytes_out')})::DOUBLE
      FROM (SELECT *, ceil(seconds / ${seconds})::UBIGINT AS parts FROM ${table} t WHERE t.seconds > ${seconds} AND ${within}) t,
        LATERAL (SELECT unnest(range(parts::BIGINT))::UBIGINT AS n)
      WHERE ${bucket} + n::BIGINT BETWEEN 0 AND ${count - 1}`;
}
