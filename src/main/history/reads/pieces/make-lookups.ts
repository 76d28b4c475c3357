/** Pieces of lookups: by name, by server, over time, and how long they took. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { wantedRows, type WantedRows } from '../filter/wanted-rows.ts';
import { foldAny } from '../filter/folding.ts';
import { VAIN } from '../lookups/lookup-ways.ts';
import { MOST_IN_ORDER, stepSql } from '../lookups/latency-ranks.ts';
import { inPiecesSql, pieceSql, type PiecesToMake } from './pieces-to-make.ts';

/** False: sessions that carried some of them are open, so that who is meant can still change. */
export async function makeLookups(connection: DuckDBConnection, pieces: PiecesToMake): Promise<boolean> {
  const wanted = wantedRows('dns', pieces.filter, null, 't');
  if (wanted.mistake !== null) return true;
  if (wanted.looksAtSessions && (await areCarriedByOpen(connection, pieces))) return false;
  const { from, parameters } = await lookupsOf(connection, pieces, wanted);
  await connection.run(
    `INSERT INTO ${pieces.tables.name('spans')} SELECT ${pieceSql('t.time', pieces)}, epoch_us(min(t.time)), epoch_us(max(t.time)), count(*) FROM ${from} GROUP BY 1`,
    parameters,
  );
  await makeNames(connection, pieces, from, parameters);
  await makeCounts(connection, pieces, from, parameters);
  await makeLatencies(connection, pieces, from, parameters);
  return true;
}

async function areCarriedByOpen(connection: DuckDBConnection, pieces: PiecesToMake): Promise<boolean> {
  const answer = await connection.runAndReadAll(
    `SELECT 1 FROM dns t WHERE ${inPiecesSql('t.time', pieces)} AND t.session_id IN (SELECT session_id FROM sessions WHERE open) LIMIT 1`,
  );
  return answer.currentRowCount > 0;
}

interface Lookups extends Pick<WantedRows, 'parameters'> {
  /** Behind `FROM`, as `t`; ends in a condition. */
  readonly from: string;
}

/** A costly filter is asked once. */
async function lookupsOf(
  connection: DuckDBConnection,
  pieces: PiecesToMake,
  { sql, parameters, isCostly }: WantedRows,
): Promise<Lookups> {
  const where = `${inPiecesSql('t.time', pieces)} AND ${sql}`;
  if (!isCostly) return { from: `dns t WHERE ${where}`, parameters };
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE meant AS SELECT t.time, t.server_ip, t.status, t.rcode, t.latency_ms, t.query FROM dns t WHERE ${where}`,
    parameters,
  );
  return { from: 'meant t WHERE true', parameters: {} };
}

type Bound = WantedRows['parameters'];

async function makeNames(
  connection: DuckDBConnection,
  pieces: PiecesToMake,
  from: string,
  bound: Bound,
): Promise<void> {
  const names = pieces.tables.name('names');
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE part AS
      WITH written AS (
        SELECT ${pieceSql('t.time', pieces)} AS piece, t.query AS name, count(*) AS transactions, count(*) FILTER (t.rcode IS DISTINCT FROM 0) AS failed, count(*) FILTER (${VAIN}) AS vain
        FROM ${from} GROUP BY ALL)
      SELECT piece, ${foldAny('name')} AS name, sum(transactions) AS transactions, sum(failed) AS failed, sum(vain) AS vain FROM written GROUP BY ALL`,
    bound,
  );
  await connection.run(
    `INSERT INTO ${names} SELECT row_number() OVER () + (SELECT coalesce(max(id), 0) FROM ${names}), name FROM (SELECT DISTINCT name FROM part EXCEPT SELECT name FROM ${names})`,
  );
  await connection.run(
    `INSERT INTO ${pieces.tables.name('asked')} SELECT p.piece, n.id, p.transactions, p.failed, p.vain FROM part p JOIN ${names} n ON n.name IS NOT DISTINCT FROM p.name`,
  );
  await connection.run('DROP TABLE part');
}

async function makeCounts(
  connection: DuckDBConnection,
  pieces: PiecesToMake,
  from: string,
  bound: Bound,
): Promise<void> {
  const { lookups } = pieces.lengths;
  const [piece, second] = [
    pieceSql('t.time', pieces),
    `epoch_us(t.time) // ${lookups * MICROSECONDS_PER_SECOND} * ${lookups}`,
  ];
  await connection.run(
    `INSERT INTO ${pieces.tables.name('counts')} SELECT ${piece} AS piece, t.server_ip, ${second} AS second, t.status, count(*)
      FROM ${from} GROUP BY GROUPING SETS ((piece, t.server_ip, t.status), (piece, second, t.status))`,
    bound,
  );
}

/** As they are where they are few, so that percentiles of few are exact; always in steps, for percentiles of many. */
async function makeLatencies(
  connection: DuckDBConnection,
  pieces: PiecesToMake,
  from: string,
  bound: Bound,
): Promise<void> {
  const { tables } = pieces;
  const piece = pieceSql('t.time', pieces);
  await connection.run(
    `INSERT INTO ${tables.name('steps')} SELECT ${piece} AS piece, t.server_ip, ${stepSql('t.latency_ms')} AS step, count(*), max(t.latency_ms)
      FROM ${from} AND t.latency_ms IS NOT NULL GROUP BY ALL`,
    bound,
  );
  const few = `SELECT piece FROM ${tables.name('steps')} GROUP BY piece HAVING sum(transactions) <= ${MOST_IN_ORDER}`;
  await connection.run(
    `INSERT INTO ${tables.name('latencies')} SELECT ${piece} AS piece, t.server_ip, t.latency_ms, count(*)
      FROM ${from} AND t.latency_ms IS NOT NULL AND ${piece} IN (${few}) GROUP BY ALL`,
    bound,
  );
}
