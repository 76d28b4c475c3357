/**
 * The fields that a text filter searches. A million rows are searched while somebody waits, so a field makes text of a row
 * only where it has to: a term that could not be part of an address never looks at one, and what few values a field has
 * is judged once a value.
 */
import { ByteText } from '#base/byte-text.ts';
import { writeAddress } from '#base/addresses.ts';
import { foldedSearch } from './folded-search.ts';

export type FieldTest<Row> = (row: Row) => boolean;

/** Whether a field holds `term` (lower case), whatever the field's case. Null: it holds it in no row. */
export type SearchField<Row> = (term: string) => FieldTest<Row> | null;

/** Third word of an IPv4-mapped address (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX = 0xffff;

/** Of a UUID as text. */
const ID_LENGTH = 36;

const UNKNOWN = 0;
const FOUND = 1;
const NOT_FOUND = 2;

/** Text that is told by nothing shorter. */
export function textField<Row>(text: (row: Row) => string | null): SearchField<Row> {
  return (term) => {
    const holds = foldedSearch(term);
    return (row) => {
      const value = text(row);
      return value !== null && holds(value);
    };
  };
}

/** Text that is told by a number below `codes`. */
export function codedField<Row>(
  codes: number,
  code: (row: Row) => number,
  text: (row: Row) => string | null,
): SearchField<Row> {
  return (term) => {
    const known = new Uint8Array(codes);
    return (row) => {
      const value = code(row);
      if (known[value] === UNKNOWN) {
        known[value] = text(row)?.toLowerCase().includes(term) === true ? FOUND : NOT_FOUND;
      }
      return known[value] === FOUND;
    };
  };
}

/** A port; below 0 (no code that is found): none. */
export function portField<Row>(port: (row: Row) => number): SearchField<Row> {
  const written = codedField<Row>(65_536, port, (row) => String(port(row)));
  return (term) => (/^\d{1,5}$/.test(term) ? written(term) : null);
}

/** Where a row has an address: the words may move, so they are asked for each time. */
export interface AddressPlace<Row> {
  words(): Uint32Array;
  /** Below 0: it has none. */
  at(row: Row): number;
  ipv6(row: Row): boolean;
}

export function addressField<Row>(place: AddressPlace<Row>): SearchField<Row> {
  return (term) => {
    if (!/^[\da-f.:]+$/.test(term)) return null;
    const inIpv4 = ipv4Test(term);
    const dotted = term.includes('.');
    const sought = Uint8Array.from(term, (digit) => digit.charCodeAt(0));
    const text = new ByteText(64);
    return (row) => {
      const words = place.words();
      const at = place.at(row);
      if (at < 0) return false;
      if (!place.ipv6(row)) return inIpv4?.(words[at + 3]!) === true;
      // Dots are only in the mixed form (RFC 5952 §5).
      if (dotted && words[at + 2] !== MAPPED_PREFIX) return false;
      text.clear();
      writeAddress(text, words, at, true);
      return includesBytes(text.bytes, text.length, sought);
    };
  };
}

/**
 * Whether the dotted text of an address holds `term`, told by its four numbers: a term with dots ends one of them, is the
 * next ones, and begins another. Null: none does.
 */
function ipv4Test(term: string): ((address: number) => boolean) | null {
  const parts = term.split('.');
  if (parts.length > 4 || !parts.every((part) => /^\d{0,3}$/.test(part))) return null;
  const last = parts.length - 1;
  const holds = (part: number, number: string): boolean => {
    const sought = parts[part]!;
    if (last === 0) return number.includes(sought);
    if (part === 0) return number.endsWith(sought);
    return part === last ? number.startsWith(sought) : number === sought;
  };
  const tables = parts.map((_, part) =>
    Uint8Array.from({ length: 256 }, (_number, number) => Number(holds(part, String(number)))),
  );
  return (address) => {
    for (let first = 0; first + last < 4; first++) {
      let part = 0;
      while (part <= last && tables[part]![(address >>> (24 - (first + part) * 8)) & 255] === 1) part++;
      if (part > last) return true;
    }
    return false;
  };
}

/** An id matches as a whole only. */
export function idField<Row>(id: (row: Row) => string | null): SearchField<Row> {
  return (term) => (term.length === ID_LENGTH ? (row) => id(row) === term : null);
}

function includesBytes(bytes: Uint8Array, length: number, sought: Uint8Array): boolean {
  const last = length - sought.length;
  for (let from = 0; from <= last; from++) {
    let same = 0;
    while (same < sought.length && bytes[from + same] === sought[same]) same++;
    if (same === sought.length) return true;
  }
  return false;
}
