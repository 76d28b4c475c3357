/** Redacted rows as lines of text, cell by cell; in the form that those who write real rows have. */
import type { ByteText } from '#base/byte-text.ts';
import type { CellValue } from '#contract/protocol.ts';
import { COMMA, csvJson, writeCsvLineEnd, writeCsvValue } from '#base/csv.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import type { Redactor } from './redact.ts';

/** Lines with their ends, in the order of `columnNames`. */
export interface RowLines<Row> {
  readonly columnNames: readonly string[];
  writeCsv(row: Row, out: ByteText): void;
  writeJson(row: Row, out: ByteText): void;
}

export function redactedLines<Row>(
  columnNames: readonly string[],
  cell: (row: Row, column: string) => CellValue,
  redactor: Redactor,
): RowLines<Row> {
  return linesOf(columnNames, (row, column) => redactor.cell(column, cell(row, column)));
}

/** Of cells that may be shown as they are. */
export function linesOf<Row>(
  columnNames: readonly string[],
  cell: (row: Row, column: string) => CellValue,
): RowLines<Row> {
  return {
    columnNames,
    writeCsv(row, out) {
      for (const [position, column] of columnNames.entries()) {
        if (position > 0) out.byte(COMMA);
        const value = cell(row, column);
        if (typeof value === 'object' && value !== null) out.utf8(csvJson(value));
        else writeCsvValue(out, value);
      }
      writeCsvLineEnd(out);
    },
    writeJson: jsonLineWriter(columnNames, cell),
  };
}
