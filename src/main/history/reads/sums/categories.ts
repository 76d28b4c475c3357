/** What sessions are told apart by, as SQL: which texts say so, and which rows are of which of some categories. As in memory (store/sums-categories.ts): texts that differ in case only are one, '' is none. */
import type { Dimension } from '#contract/views/sums.ts';
import {
  CATEGORY_FIELDS,
  categoryFilter,
  namedHostFilter,
  namelessHostFilter,
} from '#main/engine/filter/category-filters.ts';
import type { Parameters } from '../filter/parameters.ts';

/** By name, folded where case does not count, or by the address of a responder that has none; both null: not known. */
export interface Category {
  readonly name: string | null;
  readonly address: string | null;
  readonly label: string | null;
  /** Names that are one with it, as sessions have them. */
  readonly spellings: readonly (string | null)[];
}

/** Of sessions: where the text stands by which they are told apart. */
export function nameColumn(by: Dimension): string {
  return by === 'host' ? 'hostname' : CATEGORY_FIELDS[by];
}

/** Of sessions, that say which categories they are of. */
export function columnsOf(dimensions: readonly Dimension[]): string[] {
  const columns = dimensions.flatMap((by) => (by === 'host' ? [nameColumn(by), 'dst_ip'] : [nameColumn(by)]));
  return [...new Set(columns)];
}

/** Texts by which sessions `s` are told apart: a name, and for hosts without one an address. */
export function textsOf(by: Dimension): { readonly name: string; readonly address: string } {
  const column = `s.${nameColumn(by)}`;
  const address = by === 'host' ? `CASE WHEN coalesce(${column}, '') = '' THEN s.dst_ip END` : 'NULL::VARCHAR';
  return { name: `nullif(${column}, '')`, address };
}

export function labelFilter(by: Dimension, { name, address, label }: Category): string | null {
  if (by !== 'host') return categoryFilter(by, label);
  return address === null ? namedHostFilter(label ?? name ?? '') : namelessHostFilter(address);
}

/** Of more texts, binding each takes longer than to read them out of one. */
const MOST_BOUND = 20;

/** `spelled(name, address, line)`: which of the categories the texts are that sessions have, so that nothing has to be folded row by row; to be put behind WITH. */
export function spelledSql(categories: readonly Category[], parameters: Parameters): string {
  const rows = categories.flatMap(({ spellings, address }, line) => spellings.map((name) => ({ name, address, line })));
  if (rows.length > MOST_BOUND) {
    const texts = parameters.text(JSON.stringify(rows));
    const each = (key: string): string => `unnest(json_extract_string(${texts}, '$[*].${key}'))`;
    return `spelled AS MATERIALIZED (SELECT ${each('name')} AS name, ${each('address')} AS address, ${each('line')}::INTEGER AS line)`;
  }
  const text = (value: string | null): string => (value === null ? 'NULL::VARCHAR' : parameters.text(value));
  const values = rows.map(({ name, address, line }) => `(${text(name)}, ${text(address)}, ${line})`);
  return `spelled(name, address, line) AS (VALUES ${values.length === 0 ? "('', '', -1)" : values.join(', ')})`;
}

export interface LineOfRow {
  /** Behind `FROM`. */
  readonly join: string;
  /** Null: it is of none of the categories. */
  readonly line: string;
}

/** Which of `spelled` a session `s` is on. */
export function lineOfSession(by: Dimension): LineOfRow {
  const { name, address } = textsOf(by);
  const isSame = `spelled.name IS NOT DISTINCT FROM ${name}`;
  const join = `LEFT JOIN spelled ON ${by === 'host' ? `${isSame} AND spelled.address IS NOT DISTINCT FROM ${address}` : isSame}`;
  return { join, line: 'spelled.line' };
}

/** Which of `spelled` a row of `traffic_minutes` as `t` is on, whose host is a name or else an address. */
export function lineOfMinute(by: Dimension): LineOfRow {
  if (by !== 'host') {
    return {
      join: `LEFT JOIN spelled ON spelled.name IS NOT DISTINCT FROM nullif(t."${by}", '')`,
      line: 'spelled.line',
    };
  }
  const hosts = `(SELECT coalesce(name, address) AS host, min_by(line, name IS NULL) AS line FROM spelled GROUP BY 1)`;
  return { join: `LEFT JOIN ${hosts} hosts ON hosts.host = t.host`, line: 'hosts.line' };
}
