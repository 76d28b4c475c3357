/** Values of our records as cells of tables, and back. */
import { formatTime } from '#base/time-text.ts';
import type { HistoryCell } from '#contract/history/rows.ts';
import type { SqlType } from '#contract/history/schema.ts';
import type { CellValue } from '#contract/protocol.ts';
import { timeOfText } from '../filter/literals.ts';

/** TTLs of 2^31 and more are zero (RFC 2181 §8). */
const LARGEST_INTEGER = 0x7fff_ffff;

export function tableCell(value: CellValue, type: SqlType): HistoryCell {
  if (value === null) return null;
  switch (type) {
    case 'TIMESTAMP':
      return typeof value === 'string' ? timeOfText(value) : null;
    case 'JSON':
      return JSON.stringify(value);
    case 'INTEGER[]':
      return Array.isArray(value)
        ? value.map((each) => (typeof each === 'number' && each <= LARGEST_INTEGER ? each : 0))
        : null;
    case 'DOUBLE':
      return typeof value === 'boolean' ? Number(value) : (value as number);
    case 'VARCHAR':
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    default:
      return value as HistoryCell;
  }
}

export function recordCell(cell: HistoryCell, type: SqlType): CellValue {
  if (cell === null) return null;
  if (type === 'TIMESTAMP') return formatTime(Number(cell));
  if (type === 'JSON') return JSON.parse(String(cell as string)) as CellValue;
  return typeof cell === 'bigint' ? Number(cell) : cell;
}
