/**
 * CSV as RFC 4180 has it: fields with a comma, quote, CR or LF are quoted, lines end in CRLF. Text that a spreadsheet
 * would run as a formula is disarmed with a leading apostrophe; numbers are written raw and never touched.
 */
import type { ByteText } from '#base/byte-text.ts';

export const COMMA = 0x2c;

const NEEDS_QUOTES = /[",\r\n]/;

export const CSV_LINE_END = '\r\n';

/** A cell of free text. */
export function csvText(text: string): string {
  if (text === '') return '';
  const disarmed = startsFormula(text.charCodeAt(0)) ? `'${text}` : text;
  return NEEDS_QUOTES.test(disarmed) ? `"${disarmed.replaceAll('"', '""')}"` : disarmed;
}

/** 1 for every code that stands for itself at the beginning of a cell, and further on in one, as `csvText` has it. */
const standsFirst = standingAfter('');
const standsLater = standingAfter('x');

function standingAfter(before: string): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => {
    const text = before + String.fromCharCode(code);
    return csvText(text) === text ? 1 : 0;
  });
}

/** What `csvText` answers, as bytes. */
export function writeCsvText(out: ByteText, text: string): void {
  out.reserve(text.length);
  const { bytes, length } = out;
  let stands = standsFirst;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 128 || stands[code] === 0) {
      out.utf8(csvText(text));
      return;
    }
    bytes[length + i] = code;
    stands = standsLater;
  }
  out.length = length + text.length;
}

/** A number of the record, or an empty cell. */
export function writeOptionalNumber(out: ByteText, value: number | null): void {
  if (value !== null) out.number(value);
}

export function writeCsvLineEnd(out: ByteText): void {
  out.byte(0x0d);
  out.byte(0x0a);
}

export function csvOptionalText(text: string | null): string {
  return text === null ? '' : csvText(text);
}

/** A value of any simple kind; null is an empty cell. */
export function writeCsvValue(out: ByteText, value: string | number | boolean | null): void {
  if (typeof value === 'number') out.number(value);
  else if (typeof value === 'string') writeCsvText(out, value);
  else if (value !== null) out.ascii(value ? 'true' : 'false');
}

export function csvOptionalNumber(value: number | null): string {
  return value === null ? '' : String(value);
}

/** A cell that holds compact JSON. It cannot begin a formula: JSON texts of objects and arrays begin with a bracket. */
export function csvJson(value: object | null): string {
  return value === null ? '' : csvText(JSON.stringify(value));
}

export function csvHeader(columns: readonly string[]): string {
  return columns.join(',') + CSV_LINE_END;
}

/** `=`, `+`, `-`, `@`, tab, CR (OWASP "CSV Injection"). */
function startsFormula(code: number): boolean {
  return code === 0x3d || code === 0x2b || code === 0x2d || code === 0x40 || code === 0x09 || code === 0x0d;
}
