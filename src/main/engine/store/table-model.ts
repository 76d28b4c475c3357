/**
 * What a view needs to know of a table. Rows sit at an *index* (a slot, a place in a ring) that is used again for newer
 * rows, whose *serial* is higher than that of every row before. Who keeps indices keeps the last serial of that moment, too,
 * and asks before reading whether the row at an index is still one of those.
 */
import type { CellValue, TableName } from '#contract/protocol.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
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
  /**
   * Indices of the rows that are still there at `count` positions from `position` on, in the order without a sort (so
   * downwards where the newest come first). Answers how many.
   */
  readRows(position: number, count: number, into: Uint32Array): number;
  /** While at least one walk is under way, positions keep their meaning. */
  beginWalk(): void;
  endWalk(): void;
  /** The rows from the offset-th one on in the order without a sort, without walking the table. */
  window(offset: number, limit: number): number[];
  /** How many rows came since `lastSerial` was the last one; null where that cannot be told without walking the table. */
  newerThan(lastSerial: number): number | null;
  /** Whether the row that was here when `lastSerial` was the last one still is. */
  isStill(index: number, lastSerial: number): boolean;
  /** What filters ask for. Asked for anew by each test. */
  readonly fields: RowFields<number>;
  /** Whether a row belongs to a stretch of time, both ends included. */
  within(span: TimeSpan): (index: number) => boolean;
  key(index: number): string;
  cell(index: number, column: string): CellValue;
  /** Null for a column that does not exist. */
  sortKey(column: string): SortKey | null;
  /** Adds up the rows at the first `count` of `indices`. */
  addTotals: ((indices: Uint32Array, count: number, totals: RowTotals) => void) | null;
  /** A copy that no longer changes, for a paused view; null where rows stay readable anyway. */
  freeze(): TableModel | null;
}
