/** Header fields as HTTP writes them (RFC 9112 §5): lines of `name: value` up to an empty line. Lenient as servers are. */

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
/** Turns an ASCII capital into its small letter. */
const CASE_BIT = 0x20;

/** Where a field's value stands, without the white space around it; empty where there is only the name. */
export interface FieldValue {
  readonly start: number;
  readonly end: number;
}

/** What came before the end of the bytes: neither the field nor the empty line. */
export const FIELDS_OPEN = 'open';
/** The empty line came first. */
export const FIELDS_DONE = 'done';

/**
 * The first field called `name` (small letters) in the lines from `at` on. A value that begins on a continuation line
 * (RFC 9112 §5.2, obsolete) is found there; further continuation is not looked at.
 */
export function findField(
  bytes: Uint8Array,
  at: number,
  end: number,
  name: string,
): FieldValue | typeof FIELDS_OPEN | typeof FIELDS_DONE {
  let line = at;
  for (;;) {
    const lineEnd = lineFeedAfter(bytes, line, end);
    if (lineEnd < 0) return FIELDS_OPEN;
    const textEnd = trimmedEnd(bytes, line, lineEnd);
    if (isEmptyLine(bytes, line, lineEnd)) return FIELDS_DONE;
    const value = valueAfter(bytes, line, textEnd, name);
    if (value >= 0) {
      const start = skipBlanks(bytes, value, textEnd);
      if (start < textEnd) return { start, end: textEnd };
      return continuedValue(bytes, lineEnd + 1, end);
    }
    line = lineEnd + 1;
  }
}

/** Where the block of fields ends, behind its empty line; -1 where it does not end before `end`. */
export function endOfFields(bytes: Uint8Array, at: number, end: number): number {
  let line = at;
  for (;;) {
    const lineEnd = lineFeedAfter(bytes, line, end);
    if (lineEnd < 0) return -1;
    if (isEmptyLine(bytes, line, lineEnd)) return lineEnd + 1;
    line = lineEnd + 1;
  }
}

/** Position of the next line feed, or -1. Lines end with CR LF, or LF alone (RFC 9112 §2.2). */
export function lineFeedAfter(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && bytes[position] !== LINE_FEED) position++;
  return position < end ? position : -1;
}

/** Where the text of `at` … `end` ends when white space behind it is left out. */
export function trimmedEnd(bytes: Uint8Array, at: number, end: number): number {
  let last = end;
  while (last > at && isBlank(bytes[last - 1]!)) last--;
  return last;
}

function continuedValue(bytes: Uint8Array, line: number, end: number): FieldValue | typeof FIELDS_OPEN {
  if (line >= end) return FIELDS_OPEN;
  if (bytes[line] !== SPACE && bytes[line] !== TAB) return { start: line, end: line };
  const lineEnd = lineFeedAfter(bytes, line, end);
  if (lineEnd < 0) return FIELDS_OPEN;
  const textEnd = trimmedEnd(bytes, line, lineEnd);
  return { start: skipBlanks(bytes, line, textEnd), end: textEnd };
}

/** Behind the colon of a line that gives the field `name`; -1 where it gives another one. */
function valueAfter(bytes: Uint8Array, line: number, end: number, name: string): number {
  if (end - line <= name.length) return -1;
  for (let index = 0; index < name.length; index++) {
    if ((bytes[line + index]! | CASE_BIT) !== name.charCodeAt(index)) return -1;
  }
  const colon = skipBlanks(bytes, line + name.length, end);
  return colon < end && bytes[colon] === COLON ? colon + 1 : -1;
}

function isEmptyLine(bytes: Uint8Array, line: number, lineEnd: number): boolean {
  return lineEnd === line || (lineEnd === line + 1 && bytes[line] === CARRIAGE_RETURN);
}

function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && isBlank(bytes[position]!)) position++;
  return position;
}

function isBlank(octet: number): boolean {
  return octet === SPACE || octet === TAB || octet === CARRIAGE_RETURN;
}
