/** What sessions are told apart by, as SQL: which texts say so, and which rows are of which of some categories. As in memory (store/sums-categories.ts): texts that differ in case only are one, '' is none. */
import type { Dimension } from '#contract/views/sums.ts';
import {
  CATEGORY_FIELDS,
  categoryFilter,
  namedHostFilter,
  namelessHostFilter,
} from '#main/engine/filter/category-filters.ts';
import type { Parameters } from '../filter/parameters.ts';
import { folded } from '../filter/text-sql.ts';

/** By name, folded where case does not count, or by the address of a responder that has none; both null: not known. */
export interface Category {
  readonly name: string | null;
  readonly address: string | null;
  readonly label: string | null;
}

/** Of sessions, that say which categories they are of. */
export function columnsOf(dimensions: readonly Dimension[]): string[] {
  const columns = dimensions.flatMap((by) => (by === 'host' ? ['hostname', 'dst_ip'] : [CATEGORY_FIELDS[by]]));
  return [...new Set(columns)];
}

/** Rows of `name` and `address` as they are written, each with the sums that `sums` names, of sessions as `s`. */
export function writtenSql(by: Dimension, sums: string, from: string, where: string): string {
  if (by !== 'host') {
    return `SELECT nullif(s.${CATEGORY_FIELDS[by]}, '') AS name, NULL::VARCHAR AS address, ${sums} FROM ${from} WHERE ${where} GROUP BY ALL`;
  }
  // Both texts of all sessions together would be many more than either.
  const isNamed = `coalesce(s.hostname, '') <> ''`;
  return `SELECT s.hostname AS name, NULL::VARCHAR AS address, ${sums} FROM ${from} WHERE ${where} AND ${isNamed} GROUP BY ALL
    UNION ALL SELECT NULL, s.dst_ip, ${sums} FROM ${from} WHERE ${where} AND NOT (${isNamed}) GROUP BY ALL`;
}

/** A text by which names are one. */
export function nameKey(by: Dimension, name: string): string {
  return by === 'talker' ? name : folded(name, ['ς']);
}

export function labelFilter(by: Dimension, { name, address, label }: Category): string | null {
  if (by !== 'host') return categoryFilter(by, label);
  return address === null ? namedHostFilter(label ?? name ?? '') : namelessHostFilter(address);
}

/**
 * A relation of the categories with their place in the list: `lines(name, address, line)`; to be put behind WITH. `none`: nothing is asked for.
 */
export function linesSql(categories: readonly Category[], parameters: Parameters): string {
  const text = (value: string | null): string => (value === null ? 'NULL::VARCHAR' : parameters.text(value));
  const rows = categories.map(({ name, address }, line) => `(${text(name)}, ${text(address)}, ${line})`);
  const none = '(NULL::VARCHAR, NULL::VARCHAR, -1)';
  return `lines(name, address, line) AS (VALUES ${rows.length === 0 ? none : rows.join(', ')})`;
}

export interface LineOfRow {
  /** Behind `FROM`. */
  readonly join: string;
  /** Null: it is of none of the categories. */
  readonly line: string;
}

/** Which of `lines` a session `s` is on. */
export function lineOfSession(by: Dimension, categories: readonly Category[]): LineOfRow {
  if (by === 'host') {
    return hostLine('s.hostname', `s.dst_ip`, ` AND coalesce(s.hostname, '') = ''`, categories);
  }
  return plainLine(by, `s.${CATEGORY_FIELDS[by]}`, categories);
}

/** Which of `lines` a row of `traffic_minutes` as `t` is on. */
export function lineOfMinute(by: Dimension, categories: readonly Category[]): LineOfRow {
  return by === 'host' ? hostLine('t.host', 't.host', '', categories) : plainLine(by, `t."${by}"`, categories);
}

function plainLine(by: Dimension, column: string, categories: readonly Category[]): LineOfRow {
  const names = categories.flatMap(({ name }) => (name === null ? [] : [name]));
  const key = by === 'talker' ? column : folded(column, names);
  return {
    join: `LEFT JOIN lines named ON named.name IS NOT DISTINCT FROM nullif(${key}, '')`,
    line: 'named.line',
  };
}

function hostLine(name: string, address: string, isNameless: string, categories: readonly Category[]): LineOfRow {
  const names = categories.flatMap((category) => (category.name === null ? [] : [category.name]));
  return {
    join: `LEFT JOIN lines named ON named.name = ${folded(name, names)} LEFT JOIN lines nameless ON nameless.address = ${address}${isNameless}`,
    line: 'coalesce(named.line, nameless.line)',
  };
}
