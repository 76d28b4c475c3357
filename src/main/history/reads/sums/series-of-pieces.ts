/** Traffic over time of what pieces have. */
import type { Row } from '../asking.ts';
import { timeSql } from '../filter/parameters.ts';
import type { UsablePieces } from '../pieces/usable-pieces.ts';
import { seriesSeconds } from '../pieces/piece-kinds.ts';
import { dimensionNumber } from '../pieces/pieces-to-make.ts';
import { inAny, ofPieces } from '../pieces/rest.ts';
import { secondsOf } from './buckets.ts';
import { textsOf } from './categories.ts';
import type { SeriesParts } from './series-parts.ts';

/** Null: the buckets cannot be made of what pieces have, or not of all of them. */
export function piecesFor({ asking, scope, by, buckets }: SeriesParts): UsablePieces | null {
  const { pieces } = asking;
  if (pieces === null || scope.pieces.length === 0) return null;
  if (buckets.seconds % seriesSeconds(by, pieces.lengths) !== 0) return null;
  const lined = new Set(pieces.of(`series:${by}`).map(({ fromUs }) => fromUs));
  return scope.pieces.every(({ fromUs }) => lined.has(fromUs)) ? pieces : null;
}

/** Sessions of pieces that go on behind the span had traffic there, too: all of it is in their pieces. */
export async function seriesOfPieces(
  { asking, scope, by, lines, buckets, span }: SeriesParts,
  held: UsablePieces,
): Promise<Row[]> {
  const { seconds, firstSecond, count } = buckets;
  const { to } = secondsOf(span);
  const fine = seriesSeconds(by, held.lengths);
  const used = new Set(scope.pieces.map(({ fromUs }) => fromUs));
  const pieces = held.of(`series:${by}`).filter(({ fromUs }) => used.has(fromUs));
  const isSpelled = (texts: string): string =>
    `spelled.name IS NOT DISTINCT FROM ${texts}.name AND spelled.address IS NOT DISTINCT FROM ${texts}.address`;
  const { name, address } = textsOf(by);
  const dimension = dimensionNumber(by);
  const join = lines.haveOthers ? 'LEFT JOIN' : 'JOIN';
  const sums = 'sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out';
  // Their stretches behind the span, in the last bit of time that is counted.
  const behind = !scope.hasBesides
    ? ''
    : `UNION ALL SELECT spelled.line, ${count - 1}, -x.bytes_in, -x.bytes_out FROM (
            SELECT ${name} AS name, ${address} AS address, sum(t.bytes_in::DOUBLE) AS bytes_in, sum(t.bytes_out::DOUBLE) AS bytes_out
            FROM traffic t JOIN besides s USING (session_no)
            WHERE s.is_open IS NOT TRUE AND ${inAny('s.start_time', scope.pieces)} AND t.time >= ${timeSql((to + 1) * 1e6)} AND t.time < ${timeSql((Math.floor(to / fine) + 1) * fine * 1e6)} GROUP BY ALL
          ) x ${join} spelled ON ${isSpelled('x')}`;
  return asking.rows(
    `WITH ${lines.spelled}, ids AS MATERIALIZED (
        SELECT n.id, spelled.line FROM ${held.tables.name('texts')} n JOIN spelled ON ${isSpelled('n')} WHERE n.dimension = ${dimension})
      SELECT line, bucket, ${sums} FROM (
        SELECT ids.line, h.second // ${seconds} - ${firstSecond / seconds} AS bucket, h.bytes_in, h.bytes_out
          FROM ${held.tables.name('series')} h ${join} ids ON ids.id = h.text WHERE h.dimension = ${dimension} AND ${ofPieces(pieces)} AND h.second <= ${to}
        ${behind}
      ) WHERE bucket BETWEEN 0 AND ${count - 1} GROUP BY ALL`,
    lines.parameters,
  );
}
