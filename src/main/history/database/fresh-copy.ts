/**
 * A copy of the database as it is at one moment, made beside it while it goes on being read and written, and then brought up to what was written meanwhile. It takes the place of
 * the database in one step: whenever the program is ended, one of the two is there and whole.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryBatch } from '#contract/history/process.ts';
import type { HistoryFiles } from './history-files.ts';
import type { OpenDatabase } from './open-database.ts';
import { createOwnTable, createTable, OWN_TABLE_NAMES, TABLE_NAMES } from './schema-sql.ts';
import { BatchWriter } from './write-batch.ts';

/** What was acknowledged since the copy began; in order. */
export type WrittenSince = readonly { readonly batchId: number; readonly batch: HistoryBatch }[];

export class FreshCopy {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** In the lane: what is written afterwards is not in the copy. */
  static async begin(database: OpenDatabase, files: HistoryFiles): Promise<FreshCopy> {
    removeCopy(files);
    const connection = await database.connections.connect();
    try {
      await connection.run(`ATTACH '${files.copy.replaceAll("'", "''")}' AS fresh (STORAGE_VERSION 'v1.5.0')`);
      await connection.run('BEGIN');
      // A transaction sees a database as it was when it looked at it first.
      await connection.run('SELECT count(*) FROM history.meta');
      return new FreshCopy(connection);
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  /** Takes as long as it takes; nobody waits for it. */
  async run(): Promise<void> {
    for (const table of TABLE_NAMES) await this.#copy(table, createTable(table, `fresh.${table}`));
    for (const table of OWN_TABLE_NAMES) await this.#copy(table, createOwnTable(table, `fresh.${table}`));
    await this.#connection.run('COMMIT');
    await this.#connection.run('CHECKPOINT fresh');
  }

  /** COPY FROM DATABASE would have to change the configuration, which is locked. */
  async #copy(table: string, create: string): Promise<void> {
    await this.#connection.run(create);
    await this.#connection.run(`INSERT INTO fresh.${table} FROM history.${table}`);
  }

  /** In the lane. Afterwards it is a database of its own, whole, without a log. */
  async finish(since: WrittenSince): Promise<void> {
    await this.#connection.run('USE fresh');
    const writer = new BatchWriter(this.#connection, null);
    for (const { batchId, batch } of since) await writer.write(batch, batchId);
    await this.#connection.run("DELETE FROM meta WHERE key = 'compact'");
    await this.#connection.run('CHECKPOINT fresh');
    await this.#connection.run('USE history');
    await this.#connection.run('DETACH fresh');
    this.#connection.closeSync();
  }

  /** It did not come to anything; also where the whole database did not. */
  async abandon(): Promise<void> {
    for (const statement of ['ROLLBACK', 'USE history', 'DETACH fresh']) {
      await this.#connection.run(statement).catch(() => undefined);
    }
    this.#connection.closeSync();
  }
}

/** While nobody has either file open. False: the copy was removed instead. */
export function takePlace(files: HistoryFiles): boolean {
  // Closing emptied the logs. A log that is still there has what the copy has not, or belongs to the copy: neither may come to the wrong file.
  if (existsSync(files.log) || existsSync(`${files.copy}.wal`)) {
    removeCopy(files);
    return false;
  }
  renameSync(files.copy, files.database);
  if (process.platform !== 'win32') syncFolder(files.folder);
  return true;
}

function removeCopy(files: HistoryFiles): void {
  for (const suffix of ['', '.wal']) rmSync(files.copy + suffix, { force: true });
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
