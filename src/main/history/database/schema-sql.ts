/** The tables of a database, made from the contract, and two that are our own. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { HISTORY_SCHEMA_VERSION, HISTORY_TABLES, type HistoryTable } from '#contract/history/schema.ts';

export const TABLE_NAMES: readonly HistoryTable[] = Object.keys(HISTORY_TABLES) as HistoryTable[];

/**
 * `meta`: what the database says of itself. `minutes_due`: minutes with traffic that are not in `traffic_minutes` yet, or not as it is now: sums take these from
 * `traffic`, and all others from `traffic_minutes`. `sessions_gone`: forgotten while they were open, so that what is still said of them is not
 * written.
 */
export const OWN_TABLES: readonly string[] = [
  'CREATE TABLE meta (key VARCHAR, value VARCHAR)',
  'CREATE TABLE minutes_due (time TIMESTAMP)',
  'CREATE TABLE sessions_gone (session_no UBIGINT)',
];

export function createTable(table: HistoryTable, name: string = table, kind: string = 'TABLE'): string {
  const columns = HISTORY_TABLES[table].map((column) => `"${column.name}" ${column.type}`);
  return `CREATE ${kind} ${name} (${columns.join(', ')})`;
}

/** In a database in which there is nothing; all of it or nothing. */
export async function createSchema(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  for (const table of TABLE_NAMES) await connection.run(createTable(table));
  for (const statement of OWN_TABLES) await connection.run(statement);
  await connection.run(`INSERT INTO meta VALUES ('schema', '${HISTORY_SCHEMA_VERSION}')`);
  await connection.run('COMMIT');
}
