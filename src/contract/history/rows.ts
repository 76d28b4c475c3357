/** Rows on their way into a database. */

/** Cells as they are written: times as microseconds since the epoch, 64-bit counts as numbers up to 2^53, JSON as text. */
export type HistoryCell = string | number | bigint | boolean | null | readonly string[] | readonly number[];

/** Rows by column, in the order of the table's columns; all equally long. */
export interface HistoryRows {
  readonly rows: number;
  readonly columns: readonly (readonly HistoryCell[])[];
}
