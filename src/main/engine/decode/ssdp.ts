/**
 * SSDP (UPnP Device Architecture 2.0 §1): what is searched for or announced. A search and its response name it in ST, a
 * notification in NT.
 */
import { FIELDS_DONE, FIELDS_OPEN, findField, lineFeedAfter } from './header-fields.ts';
import { printableText } from './printable-text.ts';
import { type NameAnswer, NONE, OTHER } from './name-answer.ts';

/** First line of a message, and the field that names what it is about. */
const KINDS: readonly (readonly [string, string])[] = [
  ['M-SEARCH ', 'st'],
  ['NOTIFY ', 'nt'],
  ['HTTP/1.1 200', 'st'],
  ['HTTP/1.0 200', 'st'],
];
const LETTER_H = 0x48;
const LETTER_M = 0x4d;
const LETTER_N = 0x4e;
/** Longer than any URI of a device, service or search target. */
const LONGEST_NAME = 512;

export function readSsdpTarget(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const first = bytes[start];
  if (end <= start || (first !== LETTER_M && first !== LETTER_N && first !== LETTER_H)) return OTHER;
  const kind = KINDS.find(([line]) => beginsWith(bytes, start, end, line));
  const lineFeed = lineFeedAfter(bytes, start, end);
  if (kind === undefined || lineFeed < 0) return OTHER;
  const field = findField(bytes, lineFeed + 1, end, kind[1]);
  if (field === FIELDS_OPEN || field === FIELDS_DONE) return NONE;
  const name = printableText(bytes, field.start, field.end, LONGEST_NAME);
  return name === null ? NONE : { kind: 'name', name };
}

function beginsWith(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false;
  return true;
}
