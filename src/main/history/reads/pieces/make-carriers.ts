/** Pieces of sessions that lookups are meant by: to look for them among all sessions takes longer than anything else that is asked of lookups. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { numbers } from '../../database/numbers.ts';
import { SESSION_ALIAS } from '../filter/sql-fields.ts';
import { wantedRows, type Carriers } from '../filter/wanted-rows.ts';
import { inPiecesSql, pieceSql, type PiecesToMake } from './pieces-to-make.ts';

/** Of all the pieces that are made at once. Of more, finding them is what is quick. */
const MOST_IDS = 50_000;

/** False: there are too many to be kept. */
export async function makeCarriers(connection: DuckDBConnection, pieces: PiecesToMake): Promise<boolean> {
  const carriers: Carriers = [];
  wantedRows('dns', pieces.filter, null, 't', carriers);
  const time = `${SESSION_ALIAS}.start_time`;
  for (const [at, { test, parameters }] of carriers.entries()) {
    const meant = `sessions ${SESSION_ALIAS} WHERE ${inPiecesSql(time, pieces)} AND ${SESSION_ALIAS}.open IS NOT TRUE AND (${test})`;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE part AS SELECT ${pieceSql(time, pieces)} AS piece, ${SESSION_ALIAS}.session_id FROM ${meant} LIMIT ${MOST_IDS + 1}`,
      parameters,
    );
    const [found] = await numbers(connection, 'SELECT count(*) FROM part');
    if (found![0]! > MOST_IDS) return false;
    await connection.run(`INSERT INTO ${pieces.tables.name('carriers')} SELECT piece, ${at}, session_id FROM part`);
  }
  return true;
}
