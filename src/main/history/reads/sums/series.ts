/** Traffic of some categories over time, and of all others together. */
import type { Dimension } from '#contract/views/sums.ts';
import type { Asking, Row } from '../asking.ts';
import { Parameters, timeSql } from '../filter/parameters.ts';
import type { Piece } from '../pieces/piece-kinds.ts';
import type { Buckets } from './buckets.ts';
import { lineOfSession, spelledSql, type Category } from './categories.ts';
import { crossesSql, type SessionsMeant, type SumsScope } from './scope.ts';
import { besidesMinutes, dueSql, seriesOfMinutes, wholeMinutes } from './series-of-minutes.ts';
import { piecesFor, seriesOfPieces } from './series-of-pieces.ts';
import type { SeriesParts } from './series-parts.ts';
import { clustersOf } from './sessions-traffic.ts';
import { bucketsSql, reachesInto } from './traffic-sql.ts';

/** By category, then one for the others, where these are wanted; each of a number a bucket. */
export interface Series {
  readonly in: readonly number[][];
  readonly out: readonly number[][];
}

export async function seriesOf(
  asking: Asking,
  scope: SumsScope,
  by: Dimension,
  categories: readonly Category[],
  buckets: Buckets,
  haveOthers: boolean = true,
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
  const spelling = new Parameters('l');
  const spelled = spelledSql(categories, spelling);
  const lines = { spelled, parameters: spelling.of(spelled), haveOthers };
  const parts = { asking, scope, by, lines, buckets, span: scope.asked ?? span };
  const held = piecesFor(parts);
  if (held !== null) {
    add(await seriesOfSessions(parts, scope.rest));
    add(await seriesOfPieces(parts, held));
    return series;
  }
  const minutes = scope.isUnfiltered && buckets.seconds % 60 === 0 ? await wholeMinutes(asking, parts.span) : null;
  if (minutes === null) {
    add(await seriesOfSessions(parts, await scope.all()));
  } else {
    const due = await dueSql(asking);
    add(await seriesOfMinutes(parts, minutes, due));
    for (const besides of besidesMinutes(minutes, due)) add(await fewByTraffic(parts, besides));
  }
  return series;
}

/** Sessions that began and ended in one bucket had in it what they had; of the others, traffic says when. */
async function seriesOfSessions(parts: SeriesParts, sessions: SessionsMeant): Promise<Row[]> {
  const { by, lines, buckets, span } = parts;
  const { join, line } = lineOfSession(by);
  const bucket = bucketOf('s.start_time', buckets);
  const isWithin = `(NOT ${crossesSql(span)} AND ${bucket} = ${bucketOf('s.end_time', buckets)})`;
  const within = `SELECT ${line} AS line, ${clamped(bucket, buckets)} AS bucket, s.bytes_in::DOUBLE AS bytes_in, s.bytes_out::DOUBLE AS bytes_out
    FROM ${sessions.from} s ${join} WHERE ${sessions.where} AND ${isWithin}`;
  const across = await byTrafficSql(parts, { ...sessions, where: `${sessions.where} AND NOT ${isWithin}` }, 'true');
  return parts.asking.rows(`WITH ${lines.spelled} ${summed([within, ...across])}`, {
    ...sessions.parameters,
    ...lines.parameters,
  });
}

/** Of these sessions, parts of a UNION ALL that read the temporary table `lined`. `where`: of their traffic as `t`. */
async function byTrafficSql(
  { asking, scope, by, lines, buckets, span }: SeriesParts,
  sessions: SessionsMeant,
  where: string,
): Promise<string[]> {
  const { join, line } = lineOfSession(by);
  const { longest } = scope;
  await asking.rows(
    `CREATE OR REPLACE TEMP TABLE lined AS WITH ${lines.spelled}, which AS MATERIALIZED (SELECT s.* FROM ${sessions.from} s WHERE ${sessions.where})
      SELECT ${sideSql(scope.pieces)} AS side, s.session_no, s.start_time, s.end_time, ${line} AS line FROM which s ${join}`,
    { ...sessions.parameters, ...lines.parameters },
  );
  const clusters = await clustersOf(asking, 'lined', longest);
  return clusters.map(({ side, within }) => {
    const theirs = `${within} AND ${where}`;
    const stretches = bucketsSql({ table: 'traffic', keep: 't.session_no', where: theirs, span, longest, buckets });
    return `SELECT line, bucket, bytes_in, bytes_out FROM (${stretches}) x JOIN lined ON lined.side = ${side} AND lined.session_no = x.session_no`;
  });
}

function summed(parts: readonly string[]): string {
  return `SELECT line, bucket, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out FROM (${parts.join(' UNION ALL ')}) GROUP BY ALL`;
}

/** Sessions as `s` lie before the pieces, behind them, or are open ones between. */
function sideSql(pieces: readonly Piece[]): string {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first === undefined || last === undefined) return '0';
  return `CASE WHEN s.start_time < ${timeSql(first.fromUs)} THEN 0 WHEN s.start_time >= ${timeSql(last.untilUs)} THEN 2 ELSE 1 END`;
}

function bucketOf(time: string, { seconds }: Buckets): string {
  return `(epoch_us(${time}) // ${seconds * 1_000_000})`;
}

function clamped(bucket: string, { seconds, firstSecond, count }: Buckets): string {
  return `least(greatest(${bucket} - ${firstSecond / seconds}, 0), ${count - 1})`;
}

/** `where`: of few stretches, so they are read first, and only their sessions are looked at. */
async function fewByTraffic(parts: SeriesParts, where: string): Promise<Row[]> {
  const { asking, span, scope } = parts;
  const few = `SELECT DISTINCT t.session_no FROM traffic t WHERE ${reachesInto(span, scope.longest, 't')} AND ${where}`;
  await asking.rows(`CREATE OR REPLACE TEMP TABLE few AS ${few}`);
  const [row] = await asking.rows('SELECT min(session_no) AS first, max(session_no) AS last FROM few');
  const { first, last } = row!;
  if (first === null || last === null) return [];
  // The bounds are for the table's statistics, so that little is read.
  const all = await scope.all();
  const those = `${all.where} AND s.session_no BETWEEN ${Number(first)} AND ${Number(last)} AND s.session_no IN (SELECT session_no FROM few)`;
  const stretches = await byTrafficSql(parts, { ...all, where: those }, where);
  return stretches.length === 0 ? [] : await asking.rows(summed(stretches));
}
