/**
 * CSV as RFC 4180 has it: fields with a comma, quote, CR or LF are quoted, lines end in CRLF. Text that a spreadsheet
 * would run as a formula is disarmed with a leading apostrophe; numbers are written raw and never touched.
 */

const NEEDS_QUOTES = /[",\r\n]/;

export const CSV_LINE_END = '\r\n';

/** A cell of free text. */
export function csvText(text: string): string {
  if (text === '') return '';
  const disarmed = startsFormula(text.charCodeAt(0)) ? `'${text}` : text;
  return NEEDS_QUOTES.test(disarmed) ? `"${disarmed.replaceAll('"', '""')}"` : disarmed;
}

export function csvOptionalText(text: string | null): string {
  return text === null ? '' : csvText(text);
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
