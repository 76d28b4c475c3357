/** Which values the rows of a table have in a field, and how many rows have each: what could be asked for. */
import { formatIpv4 } from '#base/addresses.ts';
import { protocolName } from '#base/protocol-names.ts';
import type { Field } from '#contract/pipelines/fields.ts';
import type { Json } from '#contract/plugins/json.ts';
import { DERIVATIONS, DERIVED_FROM } from './derived-fields.ts';
import type { FilterField } from './filter-fields.ts';
import { readValue, type RowField, type RowFields } from './row-fields.ts';

export interface ValueCounter<Row> {
  add(row: Row): void;
  /** As they are written in filters, without quotes. */
  counts(): Map<string, number>;
}

/** Of more different values than this, later ones are not counted. */
const MAX_VALUES = 20_000;

/** Null: nobody looks for one of the values that are there (sizes, times), or no row has any. */
export function valueCounter<Row>({ field, protocol }: FilterField, fields: RowFields<Row>): ValueCounter<Row> | null {
  if (field.type === 'time' || field.unit !== undefined) return null;
  const readers = readersOf(field, fields);
  if (readers.length === 0) return null;
  const protocolOf = protocol === null ? null : fields.field('protocol_num');
  const isProtocol = protocolOf === null ? null : readValue(protocolOf);
  const counts = new Map<Json, number>();
  const add = (value: Json): void => {
    const count = counts.get(value);
    if (count !== undefined) counts.set(value, count + 1);
    else if (counts.size < MAX_VALUES) counts.set(value, 1);
  };
  return {
    add(row) {
      if (isProtocol !== null && isProtocol(row) !== protocol) return;
      let before: Json = null;
      for (const read of readers) {
        const value = read(row);
        // Of both ends alike, the row is one.
        if (value === null || value === before) continue;
        before = value;
        if (Array.isArray(value)) for (const each of new Set<Json>(value)) add(each);
        else add(value);
      }
    },
    counts: () => writtenCounts(counts, field),
  };
}

function readersOf<Row>(field: Field, fields: RowFields<Row>): ((row: Row) => Json)[] {
  const { derived } = field;
  if (derived === undefined) {
    return field.keys.flatMap((key) => {
      const found = fields.field(key);
      return found === null ? [] : [reader(found)];
    });
  }
  const derive = DERIVATIONS[derived];
  const parts = DERIVED_FROM[derived].flatMap((key) => {
    const found = fields.field(key);
    return found === null ? [] : [[key, readValue(found)] as const];
  });
  if (parts.length === 0) return [];
  if (parts.length === 1) {
    const [[key, read]] = parts as [(typeof parts)[number]];
    return [(row) => derive({ [key]: read(row) })];
  }
  return [(row) => derive(Object.fromEntries(parts.map(([key, read]) => [key, read(row)])))];
}

/** An IPv4 address as its number: of many rows, text would take too long. */
function reader<Row>(field: RowField<Row>): (row: Row) => Json {
  if (field.kind !== 'address') return readValue(field);
  const { place } = field;
  const text = readValue(field);
  return (row) => {
    const at = place.at(row);
    if (at < 0) return null;
    return place.ipv6(row) ? text(row) : place.words()[at + 3]!;
  };
}

function writtenCounts(counts: ReadonlyMap<Json, number>, field: Field): Map<string, number> {
  const isAddress = field.type === 'address' || field.name === 'host';
  const written = new Map<string, number>();
  for (const [value, count] of counts) {
    if (value === null || typeof value === 'object') continue;
    const text =
      typeof value !== 'number'
        ? String(value)
        : isAddress
          ? formatIpv4(value)
          : field.type === 'protocol'
            ? protocolName(value).toLowerCase()
            : String(value);
    written.set(text, (written.get(text) ?? 0) + count);
  }
  return written;
}
