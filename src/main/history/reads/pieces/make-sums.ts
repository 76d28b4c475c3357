/** Pieces of sessions: those that began in the piece and have ended, with all that they had. Open ones still change. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { DIMENSIONS, type Dimension } from '#contract/views/sums.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { numbers } from '../../database/numbers.ts';
import { timeSql } from '../filter/parameters.ts';
import { wantedRows, type WantedRows } from '../filter/wanted-rows.ts';
import { textsOf } from '../sums/categories.ts';
import { textSumsSql } from '../sums/text-sums.ts';
import { seriesSeconds } from './piece-kinds.ts';
import { dimensionNumberSql, inPiecesSql, pieceSql, type PiecesToMake } from './pieces-to-make.ts';

/** Sessions as `s` that the pieces are of. */
function meantSessions(pieces: PiecesToMake): WantedRows {
  const wanted = wantedRows('sessions', pieces.filter, null, 's');
  return { ...wanted, sql: `(${inPiecesSql('s.start_time', pieces)} AND s.open IS NOT TRUE AND ${wanted.sql})` };
}

export async function makeSums(connection: DuckDBConnection, pieces: PiecesToMake): Promise<boolean> {
  const { sql: where, parameters } = meantSessions(pieces);
  const piece = pieceSql('s.start_time', pieces);
  const sums = `count(*) AS sessions, sum((s.packets_out + s.packets_in)::DOUBLE) AS packets,
    sum(s.bytes_in::DOUBLE) AS bytes_in, sum(s.bytes_out::DOUBLE) AS bytes_out, epoch_us(max(s.end_time)) AS last_us`;
  const parts = textSumsSql({ dimensions: DIMENSIONS, piece, sums, from: 'sessions', where });
  await connection.run(`CREATE OR REPLACE TEMP TABLE part AS ${parts.join(' UNION ALL ')}`, parameters);
  await nameTexts(connection, pieces);
  await connection.run(
    `INSERT INTO ${pieces.tables.name('sums')} SELECT p.piece, t.dimension, t.id, p.sessions, p.packets, p.bytes_in, p.bytes_out, p.last_us FROM ${named(pieces)}`,
  );
  await connection.run('DROP TABLE part');
  return true;
}

/** Bytes over time by one dimension. False: stretches of traffic are longer than what it is kept in. */
export async function makeSeries(connection: DuckDBConnection, pieces: PiecesToMake, by: Dimension): Promise<boolean> {
  const seconds = seriesSeconds(by, pieces.lengths);
  const [longest] = await numbers(connection, 'SELECT max(seconds) FROM traffic');
  if ((longest![0] ?? 0) > seconds) return false;
  const { sql: where, parameters } = meantSessions(pieces);
  const { name, address } = textsOf(by);
  const bucket = (time: string): string => `(epoch_us(${time}) // ${seconds * MICROSECONDS_PER_SECOND})`;
  const texts = `${pieceSql('s.start_time', pieces)} AS piece, ${name} AS name, ${address} AS address`;
  const isWithin = `${bucket('s.start_time')} = ${bucket('s.end_time')}`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE across AS SELECT s.session_no, s.start_time, s.end_time, ${texts} FROM sessions s WHERE ${where} AND NOT (${isWithin})`,
    parameters,
  );
  const [ends] = await numbers(connection, 'SELECT epoch_us(min(start_time)), epoch_us(max(end_time)) FROM across');
  const [from, to] = ends!;
  const parts = [
    `SELECT ${texts}, ${bucket('s.start_time')} AS bucket, s.bytes_in::DOUBLE AS bytes_in, s.bytes_out::DOUBLE AS bytes_out FROM sessions s WHERE ${where} AND ${isWithin}`,
  ];
  if (from != null && to != null) {
    // A stretch begins before what it has.
    const within = `t.time > ${timeSql(from - seconds * MICROSECONDS_PER_SECOND)} AND t.time <= ${timeSql(to)}`;
    parts.push(
      `SELECT a.piece, a.name, a.address, ${bucket('t.time')}, t.bytes_in::DOUBLE, t.bytes_out::DOUBLE FROM traffic t JOIN across a USING (session_no) WHERE ${within}`,
    );
  }
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE part AS SELECT '${by}' AS dimension, piece, name, address, bucket * ${seconds} AS second, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out
      FROM (${parts.join(' UNION ALL ')}) GROUP BY ALL`,
    parameters,
  );
  await nameTexts(connection, pieces);
  await connection.run(
    `INSERT INTO ${pieces.tables.name('series')} SELECT p.piece, t.dimension, t.id, p.second, p.bytes_in, p.bytes_out FROM ${named(pieces)}`,
  );
  await connection.run('DROP TABLE part; DROP TABLE across');
  return true;
}

/** Gives the texts of `part` a number that have none yet. */
async function nameTexts(connection: DuckDBConnection, { tables }: PiecesToMake): Promise<void> {
  const texts = tables.name('texts');
  await connection.run(
    `INSERT INTO ${texts} SELECT row_number() OVER () + (SELECT coalesce(max(id), 0) FROM ${texts}), * FROM (
      SELECT DISTINCT ${dimensionNumberSql('dimension')} AS dimension, name, address FROM part EXCEPT SELECT dimension, name, address FROM ${texts})`,
  );
}

/** `part` with the numbers of its texts, behind `FROM`. */
function named({ tables }: PiecesToMake): string {
  return `part p JOIN ${tables.name('texts')} t ON t.dimension = ${dimensionNumberSql('p.dimension')} AND t.name IS NOT DISTINCT FROM p.name AND t.address IS NOT DISTINCT FROM p.address`;
}
