/** Rows that are being collected, by column, as they go to the history process. */
import type { HistoryCell, HistoryRows } from '#contract/history/rows.ts';

export class RowColumns {
  readonly #width: number;
  #columns: HistoryCell[][];
  #rows: number = 0;

  constructor(width: number) {
    this.#width = width;
    this.#columns = emptyColumns(width);
  }

  get rows(): number {
    return this.#rows;
  }

  /** As many cells as there are columns. */
  add(cells: readonly HistoryCell[]): void {
    for (let position = 0; position < this.#width; position++) this.#columns[position]!.push(cells[position]!);
    this.#rows++;
  }

  /** For who fills each column by itself: `cells[position].push(…)`, then `filled`. */
  get cells(): readonly HistoryCell[][] {
    return this.#columns;
  }

  filled(): void {
    this.#rows++;
  }

  /** The oldest ones, at most `limit`, which are then no longer here. Undefined: there are none. */
  take(limit: number = Number.POSITIVE_INFINITY): HistoryRows | undefined {
    const rows = Math.min(limit, this.#rows);
    if (rows === 0) return undefined;
    this.#rows -= rows;
    if (this.#rows > 0) return { rows, columns: this.#columns.map((column) => column.splice(0, rows)) };
    const columns = this.#columns;
    this.#columns = emptyColumns(this.#width);
    return { rows, columns };
  }
}

function emptyColumns(width: number): HistoryCell[][] {
  return Array.from({ length: width }, () => []);
}
