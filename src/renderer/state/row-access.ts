/** Rows out of a frame's columns, made when a row is drawn and kept as long as the frame. */
import type { CellValue, ViewFrame } from '#contract/protocol.ts';

/** One row as drawn: `key`, the frame's cells by column name, and its part of the sparklines. */
export interface ViewRow {
  readonly key: string;
  readonly cells: Readonly<Record<string, CellValue>>;
  /** Bytes over the range, oldest first; null where they were not asked for. */
  readonly traffic: readonly number[] | null;
}

const rowsOfFrame = new WeakMap<ViewFrame, Map<number, ViewRow>>();

/** The row at `index` of the whole view, or undefined where the frame's window does not hold it. */
export function rowAt(frame: ViewFrame, index: number): ViewRow | undefined {
  const position = index - frame.offset;
  const key = frame.keys[position];
  if (key === undefined) return undefined;
  let rows = rowsOfFrame.get(frame);
  if (rows === undefined) {
    rows = new Map();
    rowsOfFrame.set(frame, rows);
  }
  let row = rows.get(position);
  if (row === undefined) {
    const cells: Record<string, CellValue> = {};
    for (const name of Object.keys(frame.columns)) cells[name] = frame.columns[name]?.[position] ?? null;
    row = { key, cells, traffic: frame.sparklines?.[position] ?? null };
    rows.set(position, row);
  }
  return row;
}

/** Index in the whole view of the row with this key, or null where the window does not hold it. */
export function indexOfKey(frame: ViewFrame, key: string): number | null {
  const position = frame.keys.indexOf(key);
  return position < 0 ? null : frame.offset + position;
}

/** Same key and same cells: nothing to draw again. */
export function sameRow(a: ViewRow | undefined, b: ViewRow | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.key !== b.key || !sameNumbers(a.traffic, b.traffic)) return false;
  for (const name of Object.keys(b.cells)) {
    const left = a.cells[name];
    const right = b.cells[name];
    if (Object.is(left, right)) continue;
    if (typeof left !== 'object' || typeof right !== 'object') return false;
    if (JSON.stringify(left) !== JSON.stringify(right)) return false;
  }
  return true;
}

function sameNumbers(a: readonly number[] | null, b: readonly number[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

/** Cells arrive typed by column; these read one as the type that its column has, null where it is something else. */
export function textCell(row: ViewRow, name: string): string | null {
  const value = row.cells[name];
  return typeof value === 'string' ? value : null;
}

export function numberCell(row: ViewRow, name: string): number | null {
  const value = row.cells[name];
  return typeof value === 'number' ? value : null;
}

/** The largest number of a column in the window. */
export function largestCell(frame: ViewFrame | null, column: string): number {
  let largest = 0;
  for (const value of frame?.columns[column] ?? []) if (typeof value === 'number' && value > largest) largest = value;
  return largest;
}
