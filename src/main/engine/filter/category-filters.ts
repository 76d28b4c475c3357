/** The display filter that lets through the sessions of one category only. Null where none can be written. */
import type { Dimension } from '#contract/views/sums.ts';

/** Where a category's text stands in records, and in the tables of the history. */
export const CATEGORY_FIELDS: Readonly<Record<Exclude<Dimension, 'host'>, string>> = {
  protocol: 'protocol_name',
  service: 'service',
  talker: 'src_ip',
  interface: 'interface',
  process: 'process',
  country: 'country',
};

/** `label` null: those that have none. */
export function categoryFilter(dimension: Exclude<Dimension, 'host'>, label: string | null): string | null {
  const field = CATEGORY_FIELDS[dimension];
  if (label !== null) return equals(field, label);
  // Of a capture that does not name its interface, the name is empty.
  return dimension === 'interface' ? 'interface = ""' : `not ${field} exists`;
}

export function namedHostFilter(name: string): string | null {
  return equals('hostname', name);
}

/** Others behind the same address may have got a name. */
export function namelessHostFilter(address: string): string | null {
  const same = equals('dst_ip', address);
  return same === null ? null : `${same} and not hostname exists`;
}

function equals(field: string, text: string): string | null {
  const value = filterValue(text);
  return value === null ? null : `${field} = ${value}`;
}

/** Joints, and what could stand behind a field. */
const SPOKEN = /^(and|or|not)$/i;

/** A value as it is written in a filter; there is no way to write a quote. */
function filterValue(text: string): string | null {
  if (/^[\w:][\w.:/-]*$/.test(text) && !SPOKEN.test(text)) return text;
  return text.includes('"') ? null : `"${text}"`;
}
