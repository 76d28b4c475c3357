/** What a question is asked with: one connection, one state of the data. */
import type { UsablePieces } from './pieces/usable-pieces.ts';

/** Integers as numbers: beyond 2^53 they are rounded. */
export type Cell = string | number | boolean | null | readonly Cell[];
export type Row = Readonly<Record<string, Cell>>;

export interface Asking {
  /** What was worked out before of hours that are over; null: nothing that can be used. */
  readonly pieces: UsablePieces | null;
  /** All rows: what a statement answers has to be limited by itself. `parameters`: exactly those that it has, by name. */
  rows(sql: string, parameters?: Readonly<Record<string, string>>): Promise<Row[]>;
}
