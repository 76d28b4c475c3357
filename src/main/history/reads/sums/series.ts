/** Traffic of some categories over time, and of all others together. */
import type { Dimension } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking, Row } from '../asking.ts';
import { Parameters, timeSql } from '../filter/parameters.ts';
import type { Buckets } from './buckets.ts';
import { lineOfMinute, lineOfSession, spelledSql, type Category } from './categories.ts';
import { crossesSql, type SumsScope } from './scope.ts';
import { bucketsSql, longestStretch, reachesInto } from './traffic-sql.ts';

/** By category, then one for the others; each of a number a bucket. */
export interface Series {
  readonly in: readonly number[][];
  readonly out: readonly number[][];
}

const MINUTE_US = 60_000_000;

export async function seriesOf(
  asking: Asking,
  scope: SumsScope,
  by: Dimension,
  categories: readonly Category[],
  buckets: Buckets,
): Promise<Series> {
  const zeros = (): number[][] =>
    Array.from({ length: categories.length + 1 }, () => Array.from({ length: buckets.count }, () => 0));
  const series = { in: zeros(), out: zeros() };
  const { span } = scope;
  if (span === null) return series;
  const add = (rows: readonly Row[]): void => {
    for (const { line, bucket, bytes_in, bytes_out } of rows) {
      const at = line === null ? categories.length : Number(line);
      series.in[at]![Number(bucket)]! += Number(bytes_in);
      series.out[at]![Number(bucket)]! += Number(bytes_out);
    }
  };
  const parts = { asking, scope, by, categories, buckets, span: scope.asked ?? span };
  const minutes = scope.isUnfiltered && buckets.seconds % 60 === 0 ? await wholeMinutes(asking, parts.span) : null;
  if (minutes === null) {
    add(await withinOneBucket(parts));
    add(await acrossBuckets(parts));
  } else {
    const due = await dueSql(asking);
    add(await byMinutes(parts, minutes, due));
    for (const besides of besidesMinutes(minutes, due)) add(await fewByTraffic(parts, besides));
  }
  return series;
}

interface Parts {
  readonly asking: Asking;
  readonly scope: SumsScope;
  readonly by: Dimension;
  readonly categories: readonly Category[];
  readonly buckets: Buckets;
  readonly span: TimeSpan;
}

/** Sessions that began and ended in one bucket: what they had, they had in it. */
async function withinOneBucket({ asking, scope, by, categories, buckets, span }: Parts): Promise<Row[]> {
  const parameters = new Parameters('l');
  const spelled = spelledSql(by, categories, parameters);
  const { join, line } = lineOfSession(by);
  const bucket = bucketOf('s.start_time', buckets);
  return asking.rows(
    `WITH ${spelled} SELECT ${line} AS line, ${clamped(bucket, buckets)} AS bucket, sum(s.bytes_in::DOUBLE) AS bytes_in, sum(s.bytes_out::DOUBLE) AS bytes_out
      FROM ${scope.sessions} s ${join} WHERE ${scope.where} AND NOT ${crossesSql(span)} AND ${bucket} = ${bucketOf('s.end_time', buckets)} GROUP BY ALL`,
    parameters.of(spelled),
  );
}

async function acrossBuckets(parts: Parts): Promise<Row[]> {
  const { scope, buckets, span } = parts;
  const isAcross = `(${crossesSql(span)} OR ${bucketOf('s.start_time', buckets)} <> ${bucketOf('s.end_time', buckets)})`;
  return byTraffic(parts, `${scope.where} AND ${isAcross}`, 'true');
}

/** `which`: of the sessions as `s`; `where`: of their traffic as `t`. */
async function byTraffic(
  { asking, scope, by, categories, buckets, span }: Parts,
  which: string,
  where: string,
): Promise<Row[]> {
  const parameters = new Parameters('l');
  const spelled = spelledSql(by, categories, parameters);
  const { join, line } = lineOfSession(by);
  const table = 'traffic';
  const stretches = bucketsSql({ table, keep: 't.session_no', where, span, longest: scope.longest, buckets });
  return asking.rows(
    `WITH ${spelled}, which AS MATERIALIZED (SELECT s.* FROM ${scope.sessions} s WHERE ${which}),
      members AS (SELECT s.session_no, ${line} AS line FROM which s ${join})
      SELECT line, bucket, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out FROM (${stretches}) JOIN members USING (session_no) GROUP BY ALL`,
    parameters.of(spelled),
  );
}

function bucketOf(time: string, { seconds }: Buckets): string {
  return `(epoch_us(${time}) // ${seconds * 1_000_000})`;
}

function clamped(bucket: string, { seconds, firstSecond, count }: Buckets): string {
  return `least(greatest(${bucket} - ${firstSecond / seconds}, 0), ${count - 1})`;
}

/** Minutes that `traffic_minutes` may stand for: whole ones of the span. Null: there are none. */
async function wholeMinutes(asking: Asking, { fromUs, toUs }: TimeSpan): Promise<TimeSpan | null> {
  const first = Math.ceil(fromUs / MINUTE_US) * MINUTE_US;
  const end = Math.floor((toUs + 1_000_000) / MINUTE_US) * MINUTE_US;
  if (end <= first) return null;
  const [row] = await asking.rows('SELECT count(*) AS n FROM traffic_minutes');
  return Number(row!['n']) === 0 ? null : { fromUs: first, toUs: end - 1 };
}

/** Stretches as `t` of minutes that are not (yet) what traffic says; null: there are none. Their bounds are for the table's statistics, so that little is read. */
async function dueSql(asking: Asking): Promise<string | null> {
  const [row] = await asking.rows('SELECT epoch_us(min(time)) AS first, epoch_us(max(time)) AS last FROM minutes_due');
  const { first, last } = row!;
  if (typeof first !== 'number' || typeof last !== 'number') return null;
  const within = `t.time >= ${timeSql(first)} AND t.time < ${timeSql(last + MINUTE_US)}`;
  return `(${within} AND time_bucket(INTERVAL 1 MINUTE, t.time) IN (SELECT time FROM minutes_due))`;
}

async function byMinutes(
  { asking, by, categories, buckets }: Parts,
  minutes: TimeSpan,
  due: string | null,
): Promise<Row[]> {
  const parameters = new Parameters('l');
  const spelled = spelledSql(by, categories, parameters);
  const { join, line } = lineOfMinute(by);
  const table = 'traffic_minutes';
  const where = `t.time >= ${timeSql(minutes.fromUs)}${due === null ? '' : ` AND NOT ${due}`}`;
  const longest = await longestStretch(asking, table);
  const stretches = bucketsSql({ table, keep: `t."${by}"`, where, span: minutes, longest, buckets });
  // Where there are few texts, they are summed as they are written first.
  const written =
    by === 'host' || by === 'talker'
      ? stretches
      : `SELECT t."${by}", bucket, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out FROM (${stretches}) t GROUP BY ALL`;
  return asking.rows(
    `WITH ${spelled} SELECT ${line} AS line, bucket, sum(t.bytes_in) AS bytes_in, sum(t.bytes_out) AS bytes_out FROM (${written}) t ${join} GROUP BY ALL`,
    parameters.of(spelled),
  );
}

/** Traffic as `t` that no minute stands for: each a condition of its own, so that little is read. */
function besidesMinutes({ fromUs, toUs }: TimeSpan, due: string | null): string[] {
  const [first, last] = [timeSql(fromUs), timeSql(toUs)];
  const ends = [`t.time < ${first}`, `t.time > ${last}`];
  return due === null ? ends : [...ends, `t.time >= ${first} AND t.time <= ${last} AND ${due}`];
}

/** `where`: of few stretches, so they are read first, and only their sessions are looked at. */
async function fewByTraffic(parts: Parts, where: string): Promise<Row[]> {
  const { asking, span, scope } = parts;
  const few = `SELECT DISTINCT t.session_no FROM traffic t WHERE ${reachesInto(span, scope.longest, 't')} AND ${where}`;
  await asking.rows(`CREATE OR REPLACE TEMP TABLE few AS ${few}`);
  const [row] = await asking.rows('SELECT min(session_no) AS first, max(session_no) AS last FROM few');
  const { first, last } = row!;
  if (first === null || last === null) return [];
  // The bounds are for the table's statistics, so that little is read.
  return byTraffic(
    parts,
    `${scope.where} AND s.session_no BETWEEN ${Number(first)} AND ${Number(last)} AND s.session_no IN (SELECT session_no FROM few)`,
    where,
  );
}
