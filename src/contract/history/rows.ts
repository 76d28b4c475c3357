/** Rows on their way into a database. */
import type { HistoryTable } from './schema.ts';

/** Cells as they are written: times as microseconds since the epoch, 64-bit counts as numbers up to 2^53, JSON as text. */
export type HistoryCell = string | number | bigint | boolean | null | readonly string[] | readonly number[];

/** Rows by column, in the order of the table's columns; all equally long. */
export interface HistoryRows {
  readonly rows: number;
  readonly columns: readonly (readonly HistoryCell[])[];
}

/** `run_id`, `session_no` and `dns_no` are given out by the engine, upwards from what `opened` said, as `batchId` is. */
export interface HistoryBatch {
  /** By `run_id`: the row replaces the one before. */
  readonly runs?: HistoryRows;
  /** By `session_no`: the row replaces the one before. */
  readonly sessions?: HistoryRows;
  readonly dns?: HistoryRows;
  /** Of each session and stretch at most one row in all batches together: what is still growing waits. */
  readonly traffic?: HistoryRows;
  readonly interfaces?: HistoryRows;
  readonly alerts?: HistoryRows;
}
export type WrittenTable = keyof HistoryBatch & HistoryTable;
