/** A row as a line of JSON: what `JSON.stringify` would give, written cell by cell, because making objects costs the most. */
import { ByteText } from '#base/byte-text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

type Cell = string | number | boolean | object | null;

/** Writes `{"column":cell,…}` and a line feed; answers the function that does. */
export function jsonLineWriter<Row, Column extends string>(
  columns: readonly Column[],
  cell: (row: Row, column: Column, position: number) => Cell,
): (row: Row, out: ByteText) => void {
  const keys = columns.map((column, position) => {
    const key = new ByteText();
    key.utf8(`${position === 0 ? '{' : ','}${JSON.stringify(column)}:`);
    return key.written();
  });
  return (row, out) => {
    for (let i = 0; i < keys.length; i++) {
      out.append(keys[i]!);
      writeCell(out, cell(row, columns[i]!, i));
    }
    out.ascii('}\n');
  };
}

function writeCell(out: ByteText, value: Cell): void {
  if (typeof value === 'string') writeText(out, value);
  else if (typeof value === 'number' && Number.isFinite(value)) out.number(value);
  else if (value === null) out.ascii('null');
  else if (typeof value === 'boolean') out.ascii(value ? 'true' : 'false');
  else out.utf8(JSON.stringify(value));
}

/** Text of printable ASCII stands for itself between quotes (RFC 8259 §7). */
function writeText(out: ByteText, text: string): void {
  out.reserve(text.length + 2);
  const { bytes, length } = out;
  bytes[length] = QUOTE;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
      out.utf8(JSON.stringify(text));
      return;
    }
    bytes[length + 1 + i] = code;
  }
  bytes[length + 1 + text.length] = QUOTE;
  out.length = length + text.length + 2;
}
