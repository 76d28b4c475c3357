/**
 * The fields that a text filter searches. A million rows are searched while somebody waits, so a field makes text of a row
 * only where it has to: a term that could not be part of an address never looks at one, and what few values a field has
 * is judged once a value.
 */
import { ByteText } from '#base/byte-text.ts';
import { writeAddress } from '#main/engine/decode/addresses.ts';

export type FieldTest<Row> = (row: Row) => boolean;

/** Whether a field holds `term` (lower case), whatever the field's case. Null: it holds it in no row. */
export type SearchField<Row> = (term: string) => FieldTest<Row> | null;

/** Of a UUID as text. */
const ID_LENGTH = 36;

const UNKNOWN = 0;
const FOUND = 1;
const NOT_FOUND = 2;

/** Any text. */
export function textField<Row>(text: (row: Row) => string | null): SearchField<Row> {
  return (term) => (row) => text(row)?.toLowerCase().includes(term) === true;
}

/** Text that is one of few. */
export function namedField<Row>(text: (row: Row) => string | null): SearchField<Row> {
  return (term) => {
    const known = new Map<string | null, boolean>([[null, false]]);
    return (row) => {
      const value = text(row);
      let found = known.get(value);
      if (found === undefined) {
        found = value!.toLowerCase().includes(term);
        known.set(value, found);
      }
      return found;
    };
  };
}

/** Text that is told by a small number. */
export function codedField<Row>(code: (row: Row) => number, text: (code: number) => string | null): SearchField<Row> {
  return (term) => {
    const known: number[] = [];
    return (row) => {
      const value = code(row);
      const before = known[value] ?? UNKNOWN;
      if (before !== UNKNOWN) return before === FOUND;
      const found = text(value)?.toLowerCase().includes(term) === true;
      known[value] = found ? FOUND : NOT_FOUND;
      return found;
    };
  };
}

/** A port; below 0: none. */
export function portField<Row>(port: (row: Row) => number): SearchField<Row> {
  return (term) => {
    if (!/^\d{1,5}$/.test(term)) return null;
    const known = new Uint8Array(65_536);
    return (row) => {
      const value = port(row);
      if (value < 0) return false;
      if (known[value] === UNKNOWN) known[value] = String(value).includes(term) ? FOUND : NOT_FOUND;
      return known[value] === FOUND;
    };
  };
}

/** Where a row has an address: the words may move, so they are asked for each time. */
export interface AddressPlace<Row> {
  words(): Uint32Array;
  at(row: Row): number;
  ipv6(row: Row): boolean;
}

export function addressField<Row>(place: AddressPlace<Row>): SearchField<Row> {
  return (term) => {
    if (!/^[\da-f.:]+$/.test(term)) return null;
    const inIpv4 = ipv4Test(term);
    const sought = Uint8Array.from(term, (digit) => digit.charCodeAt(0));
    const text = new ByteText(64);
    return (row) => {
      const words = place.words();
      const at = place.at(row);
      if (!place.ipv6(row)) return inIpv4?.(words[at + 3]!) === true;
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
