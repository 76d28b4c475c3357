/**
 * What a view needs to know of a table. Rows sit at an *index* (a slot, a place in a ring) that is used again for newer
 * rows; their *serial* is theirs alone. Who keeps an index keeps the serial, too, and compares before reading.
 */
import type { CellValue, TableName } from '#contract/protocol.ts';
import type { SortKey } from './sort-key.ts';

export interface RowTotals {
  bytes_out: number;
  bytes_in: number;
  packets: number;
}

export interface TableModel {
  readonly table: TableName;
  readonly columns: readonly string[];
  /** The order without a sort: latest row first, or rows as they came. */
  readonly newestFirst: boolean;
  /** Another number whenever a row appeared, changed or went. */
  version(): number;
  held(): number;
  /** Serial of the latest row; every later one has a higher serial. */
  lastSerial(): number;
  /** Rows in order of arrival sit at positions from `firstPosition` up to, not including, `endPosition`. */
  firstPosition(): number;
  endPosition(): number;
  /** -1 where the row is gone. */
  indexAt(position: number): number;
  /** While at least one walk is under way, positions keep their meaning. */
  beginWalk(): void;
  endWalk(): void;
  /** The rows from the offset-th one on in the order without a sort, without walking the table. */
  window(offset: number, limit: number): number[];
  serialAt(index: number): number;
  /** Lower-case text that the text filter searches, and the id that it can match as a whole. */
  searchText(index: number): string;
  fullId(index: number): string | null;
  /** A small number that changes whenever `searchText` may have changed for this row. */
  searchStamp(index: number): number;
  key(index: number): string;
  cell(index: number, column: string): CellValue;
  /** Null for a column that does not exist. */
  sortKey(column: string): SortKey | null;
  addTotals: ((index: number, totals: RowTotals) => void) | null;
  /** A copy that no longer changes, for a paused view; null where rows stay readable anyway. */
  freeze(): TableModel | null;
}
