/** The tables of a database, made from the contract, and those that are our own. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { HISTORY_SCHEMA_VERSION, HISTORY_TABLES, type HistoryTable } from '#contract/history/schema.ts';

export const TABLE_NAMES: readonly HistoryTable[] = Object.keys(HISTORY_TABLES) as HistoryTable[];

/**
 * `meta`: what the database says of itself. `minutes_due`: minutes with traffic that are not in `traffic_minutes` yet, or not as it is now: sums take these from
 * `traffic`, and all others from `traffic_minutes`. `sessions_gone`: forgotten while they were open, so that what is still said of them is not
 * written.
 */
const OWN_TABLES = {
  meta: 'key VARCHAR, value VARCHAR',
  minutes_due: 'time TIMESTAMP',
  sessions_gone: 'session_no UBIGINT',
} as const;
export type OwnTable = keyof typeof OWN_TABLES;
export const OWN_TABLE_NAMES: readonly OwnTable[] = Object.keys(OWN_TABLES) as OwnTable[];

export function createOwnTable(table: OwnTable, name: string = table): string {
  return `CREATE TABLE ${name} (${OWN_TABLES[table]})`;
}

export function createTable(table: HistoryTable, name: string = table, kind: string = 'TABLE'): string {
  const columns = HISTORY_TABLES[table].map((column) => `"${column.name}" ${column.type}`);
  return `CREATE ${kind} ${name} (${columns.join(', ')})`;
}

/** In a database in which there is nothing; all of it or nothing. */
export async function createSchema(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  for (const table of TABLE_NAMES) await connection.run(createTable(table));
  for (const table of OWN_TABLE_NAMES) await connection.run(createOwnTable(table));
  await connection.run(`INSERT INTO meta VALUES ('schema', '${HISTORY_SCHEMA_VERSION}')`);
  await connection.run('COMMIT');
}
