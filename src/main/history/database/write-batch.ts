/** Batches of rows into the tables: each in one transaction, so that all of it is there or nothing. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryBatch } from '#contract/history/process.ts';
import type { HistoryCell, HistoryRows } from '#contract/history/rows.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import { appendRows } from './append-rows.ts';
import type { ChangeMarks } from './change-marks.ts';
import { highestOf, writeMeta } from './meta.ts';
import { createTable } from './schema-sql.ts';

/** Tables whose rows replace those before, and by what. Rows of higher numbers than all before cannot be there yet. */
const REPLACED = { runs: 'run_id', sessions: 'session_no' } as const;
type ReplacedTable = keyof typeof REPLACED;
const APPENDED = ['dns', 'traffic', 'interfaces', 'alerts'] as const;

export class BatchWriter {
  readonly #connection: DuckDBConnection;
  readonly #marks: ChangeMarks | null;
  readonly #highest: Record<ReplacedTable, number> = { runs: 0, sessions: 0 };
  /** Sessions of which nothing is written any more. */
  #gone: ReadonlySet<number> = new Set();
  #begun: boolean = false;

  /** The connection is the writer's alone, as long as a batch is being written. `marks`: null where nobody reads what it writes. */
  constructor(connection: DuckDBConnection, marks: ChangeMarks | null) {
    this.#connection = connection;
    this.#marks = marks;
  }

  /** Resolves once it is on disk; rejects with what DuckDB says, and then nothing of it is there. `batchId`: kept with it, null where it has none. */
  async write(batch: HistoryBatch, batchId: number | null = null): Promise<void> {
    this.#marks?.batch(batch);
    await this.#write(batch, batchId);
    this.#marks?.batch(batch);
  }

  async #write(batch: HistoryBatch, batchId: number | null): Promise<void> {
    if (!this.#begun) await this.#begin();
    const highest = { ...this.#highest };
    await this.#connection.run('BEGIN');
    try {
      for (const table of ['runs', 'sessions'] as const) {
        const rows = batch[table];
        if (rows !== undefined) highest[table] = await this.#replace(table, rows);
      }
      for (const table of APPENDED) {
        const rows = batch[table];
        if (rows !== undefined) await appendRows(this.#connection, table, rows, this.#wanted(table, rows));
      }
      if (batch.traffic !== undefined) await this.#markDue(batch.traffic);
      if (batchId !== null) await writeMeta(this.#connection, 'batch', batchId);
      await this.#connection.run('COMMIT');
    } catch (error) {
      // A failed commit has ended it already.
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    Object.assign(this.#highest, highest);
  }

  async #begin(): Promise<void> {
    for (const table of ['runs', 'sessions'] as const) {
      await this.#connection.run(createTable(table, `changed_${table}`, 'OR REPLACE TEMP TABLE'));
      this.#highest[table] = await highestOf(this.#connection, table, REPLACED[table]);
    }
    const gone = await this.#connection.runAndReadAll('FROM sessions_gone');
    this.#gone = new Set(gone.getRowsJS().map(([session]) => Number(session)));
    this.#begun = true;
  }

  /** Something was forgotten or removed behind its back. */
  lookAgain(): void {
    this.#begun = false;
  }

  /** Returns the highest number there is afterwards. */
  async #replace(table: ReplacedTable, rows: HistoryRows): Promise<number> {
    const key = REPLACED[table];
    const numbers = columnOf(table, key, rows);
    const last = new Map<number, number>();
    for (const [row, number] of numbers.entries()) last.set(Number(number), row);
    if (table === 'sessions') for (const session of this.#gone) last.delete(session);
    let highest = this.#highest[table];
    const added: number[] = [];
    const changed: number[] = [];
    for (const [number, row] of last) {
      (number > this.#highest[table] ? added : changed).push(row);
      highest = Math.max(highest, number);
    }
    await appendRows(this.#connection, table, rows, added);
    if (changed.length > 0) await this.#change(table, rows, changed);
    return highest;
  }

  /** Numbers of the rows that are not of a forgotten session; null: all of them. */
  #wanted(table: (typeof APPENDED)[number], rows: HistoryRows): readonly number[] | null {
    if (table !== 'traffic' || this.#gone.size === 0) return null;
    const sessions = columnOf('traffic', 'session_no', rows);
    return [...sessions.keys()].filter((row) => !this.#gone.has(Number(sessions[row])));
  }

  async #change(table: ReplacedTable, rows: HistoryRows, changed: readonly number[]): Promise<void> {
    const key = REPLACED[table];
    const staging = `changed_${table}`;
    await this.#connection.run(`DELETE FROM ${staging}`);
    await appendRows(this.#connection, table, rows, changed, staging);
    const columns = HISTORY_TABLES[table].filter(({ name }) => name !== key);
    const set = columns.map(({ name }) => `"${name}" = c."${name}"`).join(', ');
    const update = await this.#connection.run(
      `UPDATE ${table} SET ${set} FROM ${staging} c WHERE ${table}.${key} = c.${key}`,
    );
    if (update.rowsChanged === changed.length) return;
    // The batch that brought it first was lost, or it has been forgotten.
    await this.#connection.run(
      `INSERT INTO ${table} FROM ${staging} c WHERE c.${key} NOT IN (SELECT ${key} FROM ${table})`,
    );
  }

  async #markDue(traffic: HistoryRows): Promise<void> {
    const minutes = new Set(columnOf('traffic', 'time', traffic).map((time) => Math.floor(Number(time) / 60e6)));
    if (minutes.size === 0) return;
    const values = [...minutes].map((minute) => `(make_timestamp(${minute * 60_000_000}))`).join(', ');
    await this.#connection.run(`INSERT INTO minutes_due SELECT * FROM (VALUES ${values}) EXCEPT FROM minutes_due`);
  }
}

function columnOf(table: keyof typeof HISTORY_TABLES, name: string, rows: HistoryRows): readonly HistoryCell[] {
  return rows.columns[HISTORY_TABLES[table].findIndex((column) => column.name === name)] ?? [];
}
