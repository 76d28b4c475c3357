/** What the database says of itself: the table `meta`. */
import type { DuckDBConnection } from '@duckdb/node-api';

export type MetaKey =
  /** Version of the tables: HISTORY_SCHEMA_VERSION. */
  | 'schema'
  /** The last batch that is in it. */
  | 'batch'
  /** Something was forgotten, and its bytes may still be in the file. */
  | 'compact';

/** Null where it says nothing about that. Throws where there is no such table. */
export async function readMeta(connection: DuckDBConnection, key: MetaKey): Promise<number | null> {
  const answer = await connection.runAndReadAll(`SELECT value FROM meta WHERE key = '${key}'`);
  const value = answer.getRowsJS()[0]?.[0];
  return value === undefined || value === null ? null : Number(value);
}

export async function writeMeta(connection: DuckDBConnection, key: MetaKey, value: number): Promise<void> {
  const update = await connection.run(`UPDATE meta SET value = '${value}' WHERE key = '${key}'`);
  if (update.rowsChanged === 0) await connection.run(`INSERT INTO meta VALUES ('${key}', '${value}')`);
}

/** The highest number in a table; 0: none. */
export async function highestOf(connection: DuckDBConnection, table: string, column: string): Promise<number> {
  const answer = await connection.runAndReadAll(`SELECT max(${column}) FROM ${table}`);
  return Number(answer.getRowsJS()[0]?.[0] ?? 0);
}
