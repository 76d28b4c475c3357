/** Traffic over time of the minutes that were made, and what these leave out. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking, Row } from '../asking.ts';
import { timeSql } from '../filter/parameters.ts';
import { lineOfMinute } from './categories.ts';
import type { SeriesParts } from './series-parts.ts';
import { bucketsSql } from './traffic-sql.ts';

const MINUTE_US = 60_000_000;

/** Minutes that `traffic_minutes` may stand for: whole ones of the span. Null: there are none. */
export async function wholeMinutes(asking: Asking, { fromUs, toUs }: TimeSpan): Promise<TimeSpan | null> {
  const first = Math.ceil(fromUs / MINUTE_US) * MINUTE_US;
  const end = Math.floor((toUs + 1_000_000) / MINUTE_US) * MINUTE_US;
  if (end <= first) return null;
  const [row] = await asking.rows('SELECT count(*) AS n FROM traffic_minutes');
  return Number(row!['n']) === 0 ? null : { fromUs: first, toUs: end - 1 };
}

/** Stretches as `t` of minutes that are not (yet) what traffic says; null: there are none. Their bounds are for the table's statistics, so that little is read. */
export async function dueSql(asking: Asking): Promise<string | null> {
  const [row] = await asking.rows('SELECT epoch_us(min(time)) AS first, epoch_us(max(time)) AS last FROM minutes_due');
  const { first, last } = row!;
  if (typeof first !== 'number' || typeof last !== 'number') return null;
  const within = `t.time >= ${timeSql(first)} AND t.time < ${timeSql(last + MINUTE_US)}`;
  return `(${within} AND time_bucket(INTERVAL 1 MINUTE, t.time) IN (SELECT time FROM minutes_due))`;
}

export async function seriesOfMinutes(
  { asking, by, lines, buckets }: SeriesParts,
  minutes: TimeSpan,
  due: string | null,
): Promise<Row[]> {
  const { join, line } = lineOfMinute(by);
  const table = 'traffic_minutes';
  const where = `t.time >= ${timeSql(minutes.fromUs)}${due === null ? '' : ` AND NOT ${due}`}`;
  const [most] = await asking.rows(`SELECT coalesce(max(seconds), 0) AS longest FROM ${table}`);
  const longest = Number(most!['longest']);
  const stretches = bucketsSql({ table, keep: `t."${by}"`, where, span: minutes, longest, buckets });
  // Where there are few texts, they are summed as they are written first.
  const written =
    by === 'host' || by === 'talker'
      ? stretches
      : `SELECT t."${by}", bucket, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out FROM (${stretches}) t GROUP BY ALL`;
  return asking.rows(
    `WITH ${lines.spelled} SELECT ${line} AS line, bucket, sum(t.bytes_in) AS bytes_in, sum(t.bytes_out) AS bytes_out FROM (${written}) t ${join} GROUP BY ALL`,
    lines.parameters,
  );
}

/** Traffic as `t` that no minute stands for: each a condition of its own, so that little is read. */
export function besidesMinutes({ fromUs, toUs }: TimeSpan, due: string | null): string[] {
  const [first, last] = [timeSql(fromUs), timeSql(toUs)];
  const ends = [`t.time < ${first}`, `t.time > ${last}`];
  return due === null ? ends : [...ends, `t.time >= ${first} AND t.time <= ${last} AND ${due}`];
}
