/** Rows read back as any reader of RFC 4180 or of JSON lines would read them. */
import { check } from './target.ts';

const CELL_END = /[,\r\n]/g;
/** A spreadsheet would run what begins with one of these (OWASP "CSV Injection"). */
const FORMULA = /^[=+@\t\r]|^-(?![\d.])/;

/** Checks a whole CSV text with its header; answers how many rows it has. */
export function checkCsv(text: string, columns: readonly string[]): number {
  const rows = parseCsv(text);
  check(rows.length > 0 && rows[0]!.join(',') === columns.join(','), 'CSV begins with its header');
  for (const row of rows.slice(1)) checkCells(row, columns);
  return rows.length - 1;
}

export function checkCells(row: readonly string[], columns: readonly string[]): void {
  check(row.length === columns.length, `a row has ${columns.length} cells, not ${row.length}: ${row.join('|')}`);
  for (const cell of row) check(!FORMULA.test(cell), `no cell is a formula: ${cell}`);
}

/** Checks JSON lines; answers how many. */
export function checkJsonLines(text: string, columns: readonly string[]): number {
  const lines = text.split('\n');
  check(lines.pop() === '', 'JSON lines end with a line end');
  for (const line of lines) {
    const keys = Object.keys(JSON.parse(line) as object);
    check(keys.join(',') === columns.join(','), `a JSON line has the columns: ${keys.join(',')}`);
  }
  return lines.length;
}

/** Strict: a quote within an unquoted cell, or anything but CRLF behind a row, is wrong. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      at++;
      for (;;) {
        const quote = text.indexOf('"', at);
        check(quote >= 0, 'a quoted cell ends');
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
    } else {
      CELL_END.lastIndex = at;
      const end = CELL_END.exec(text)?.index ?? -1;
      check(end >= 0, 'the last row ends');
      cell = text.slice(at, end);
      check(!cell.includes('"'), 'a cell with a quote is quoted');
      at = end;
    }
    row.push(cell);
    if (text[at] === ',') {
      at++;
      continue;
    }
    check(text.startsWith('\r\n', at), 'a row ends in CRLF');
    at += 2;
    rows.push(row);
    row = [];
  }
  check(row.length === 0, 'the last row is whole');
  return rows;
}
