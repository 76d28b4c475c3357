/**
 * Forgetting: rows, and what was made of them, in one transaction that also says that the file is to be made anew (compact.ts): until then
 * their bytes are still in it. Minutes that had traffic of what is gone are due again: they are made of what is left.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Forgotten } from '#contract/history/answers.ts';
import { hostScope } from './forget-host.ts';
import { spanScope } from './forgotten-scope.ts';
import { writeMeta } from './meta.ts';
import { TABLE_NAMES } from './schema-sql.ts';
import { inTransaction } from './transaction.ts';

/** In the lane. Returns how many rows there were. */
export async function forgetRows(connection: DuckDBConnection, what: Forgotten): Promise<number> {
  return await inTransaction(connection, async () => {
    const rows = what.kind === 'everything' ? await forgetAll(connection) : await forgetPart(connection, what);
    await writeMeta(connection, 'compact', 1);
    return rows;
  });
}

/** Sessions that go on are told again by the engine, and are not to come back. */
function keepOut(sessions: string): string {
  return `INSERT INTO sessions_gone SELECT session_no FROM sessions WHERE open AND (${sessions}) EXCEPT FROM sessions_gone`;
}

async function forgetAll(connection: DuckDBConnection): Promise<number> {
  await connection.run(keepOut('true'));
  let rows = 0;
  for (const table of TABLE_NAMES) rows += (await connection.run(`DELETE FROM ${table}`)).rowsChanged;
  await connection.run('DELETE FROM minutes_due');
  return rows;
}

async function forgetPart(
  connection: DuckDBConnection,
  what: Exclude<Forgotten, { readonly kind: 'everything' }>,
): Promise<number> {
  const scope =
    what.kind === 'host' ? await hostScope(connection, what.host) : spanScope(what.span.fromUs, what.span.toUs);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE gone AS SELECT session_no, session_id FROM sessions WHERE ${scope.sessions}`,
  );
  const ofGone = 'session_no IN (SELECT session_no FROM gone)';
  const traffic = `${ofGone} OR (${scope.traffic})`;
  await connection.run(keepOut(ofGone));
  await connection.run(`INSERT INTO minutes_due
    SELECT DISTINCT time_bucket(INTERVAL 1 MINUTE, time) FROM traffic WHERE ${traffic} EXCEPT FROM minutes_due`);
  let rows = 0;
  for (const [table, condition] of [
    ['traffic', traffic],
    ['traffic_minutes', `time IN (FROM minutes_due) OR (${scope.traffic})`],
    ['alerts', `session_id IN (SELECT session_id FROM gone) OR (${scope.alerts})`],
    ['sessions', ofGone],
    ['dns', scope.dns],
    ['interfaces', scope.interfaces],
    ['runs', scope.runs],
  ] as const) {
    rows += (await connection.run(`DELETE FROM ${table} WHERE ${condition}`)).rowsChanged;
  }
  await connection.run('DROP TABLE gone');
  return rows;
}
