/** Bytes both ways of sessions over a span, oldest first. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking } from '../asking.ts';
import { bucketsOf } from '../sums/buckets.ts';
import { extentOf } from '../sums/whole-span.ts';
import { bucketsSql } from '../sums/traffic-sql.ts';

const POINTS = 24;

/** A line for each session, by its number in the history. `span` null: of all time. */
export async function sparklines(
  asking: Asking,
  sessions: readonly number[],
  asked: TimeSpan | null,
): Promise<readonly (readonly number[])[]> {
  const { whole, longest } = await extentOf(asking);
  const span = asked ?? whole;
  if (span === null || sessions.length === 0) return sessions.map(() => []);
  const buckets = bucketsOf(span, POINTS);
  // The bounds are for the table's statistics, so that little is read.
  const where = `t.session_no BETWEEN ${Math.min(...sessions)} AND ${Math.max(...sessions)} AND t.session_no IN (${sessions.join(', ')})`;
  const pieces = bucketsSql({ table: 'traffic', keep: 't.session_no', where, span, longest, buckets });
  const rows = await asking.rows(
    `SELECT session_no, bucket, sum(bytes_in + bytes_out) AS bytes FROM (${pieces}) GROUP BY ALL`,
  );
  const lines = new Map(sessions.map((session) => [session, Array.from({ length: buckets.count }, () => 0)]));
  for (const { session_no, bucket, bytes } of rows) lines.get(Number(session_no))![Number(bucket)] = Number(bytes);
  return sessions.map((session) => lines.get(session)!);
}
