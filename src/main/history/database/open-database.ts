/** Opens a history: an instance with its schema brought up to date, one connection that writes, and any number that ask. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ChangeMarks, MARK_LIMITS, type MarkLimits } from './change-marks.ts';
import { Connections } from './connections.ts';
import { createInstance, IN_MEMORY, lockDown, type InstanceLimits } from './instance.ts';
import type { HistoryFiles } from './history-files.ts';
import { bringUpToDate } from './migrations.ts';
import { createSchema } from './schema-sql.ts';
import { BatchWriter } from './write-batch.ts';

/** How long questions have to end after they were interrupted. */
const PATIENCE_MS = 10_000;

export class OpenDatabase {
  /** Null: in memory. */
  readonly files: HistoryFiles | null;
  readonly connections: Connections;
  /** The one that writes; used by one task at a time (lane.ts). */
  readonly connection: DuckDBConnection;
  readonly writer: BatchWriter;
  readonly marks: ChangeMarks;
  /** False: the file is only read. */
  readonly writes: boolean;
  readonly #instance: DuckDBInstance;

  constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    files: HistoryFiles | null,
    writes: boolean,
    marks: ChangeMarks,
  ) {
    this.#instance = instance;
    this.connection = connection;
    this.files = files;
    this.writes = writes;
    this.connections = new Connections(instance);
    this.marks = marks;
    this.writer = new BatchWriter(connection, marks);
  }

  /** Nothing may be written meanwhile. Throws where a question did not end: the file cannot be opened again by this process then. */
  async close(graceMs: number = 0): Promise<void> {
    const isQuiet = await this.connections.drain(graceMs, PATIENCE_MS);
    if (!isQuiet) throw new Error('A question did not end although it was interrupted');
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Throws what DuckDB says. Null: it is of a later schema. */
export async function openDatabase(
  files: HistoryFiles | null,
  limits: InstanceLimits,
  writes: boolean,
  markLimits: MarkLimits = MARK_LIMITS,
): Promise<OpenDatabase | null> {
  const instance = await createInstance(files?.database ?? IN_MEMORY, limits, writes);
  let connection: DuckDBConnection | null = null;
  try {
    // A copy that takes its place is the only other file that is ever opened.
    await lockDown(instance, files === null || !writes ? [] : [files.copy]);
    connection = await instance.connect();
    // What questions work out and keep (reads/pieces), in memory; also where the file is only read.
    await connection.run(`ATTACH '${IN_MEMORY}' AS pieces (READ_WRITE)`);
    if (files === null) await createSchema(connection);
    else if (writes && (await bringUpToDate(connection)) === 'newer') {
      connection.closeSync();
      instance.closeSync();
      return null;
    }
    return new OpenDatabase(instance, connection, files, writes, new ChangeMarks(markLimits));
  } catch (error) {
    connection?.closeSync();
    instance.closeSync();
    throw error;
  }
}
