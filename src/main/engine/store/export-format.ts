/** How the rows of an export are written, whichever rows they are. */
import type { ByteText } from '#base/byte-text.ts';
import { csvHeader } from '#base/csv.ts';
import type { RowLines } from './redact-lines.ts';

export interface RowFormat {
  /** What the file begins with. */
  writeHead(out: ByteText): void;
  /** Of the row at an index. False: what it takes is no longer held, and nothing was written. */
  write(index: number, out: ByteText): boolean;
}

export function linesFormat(format: 'csv' | 'jsonl', lines: RowLines<number>): RowFormat {
  if (format === 'csv') {
    return {
      writeHead: (out) => out.utf8(csvHeader(lines.columnNames)),
      write(index, out) {
        lines.writeCsv(index, out);
        return true;
      },
    };
  }
  return {
    writeHead() {},
    write(index, out) {
      lines.writeJson(index, out);
      return true;
    },
  };
}
