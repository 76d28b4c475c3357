/** Rows of a result as CSV or JSON Lines. */
import type { ByteText } from '#base/byte-text.ts';
import { csvHeader, csvText, writeCsvLineEnd, writeCsvValue } from '#base/csv.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import type { SqlResult } from '#contract/history/answers.ts';

export function textRowWriter(
  columns: SqlResult['columns'],
  format: 'csv' | 'jsonl',
): (row: SqlResult['rows'][number], out: ByteText) => void {
  if (format === 'jsonl') {
    return jsonLineWriter(
      columns.map(({ name }) => name),
      (row: SqlResult['rows'][number], _column, position) => row[position] ?? null,
    );
  }
  return (row, out) => {
    row.forEach((cell, position) => {
      if (position > 0) out.byte(0x2c);
      writeCsvValue(out, cell);
    });
    writeCsvLineEnd(out);
  };
}

export function textHeader(columns: SqlResult['columns'], format: 'csv' | 'jsonl'): string {
  return format === 'csv' ? csvHeader(columns.map(({ name }) => csvText(name))) : '';
}
