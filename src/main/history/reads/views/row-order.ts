/** The order of rows in a view as SQL: what store/session-sort.ts and store/dns-table.ts are for rows in memory. Nothing there comes last, in either direction. */
import { DNS_COLUMNS, SESSION_COLUMNS, SESSION_STATES } from '#contract/records.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import { addressNumber } from '../filter/address-sql.ts';
import { answersSql } from '../filter/sql-fields.ts';

export type ViewTable = 'sessions' | 'dns';

export interface RowOrder {
  /** Behind `FROM table t`, e.g. a join with ranks. */
  readonly join: string;
  /** Of `ORDER BY`, as the rows are wanted, and the other way round. */
  readonly forth: string;
  readonly back: string;
}

/** Of the rows of a table as `t`; `wanted`: which of them are shown. */
export function rowOrder(
  table: ViewTable,
  sort: { readonly column: string; readonly descending: boolean } | null,
  wanted: string,
): RowOrder {
  const own =
    table === 'sessions' ? { number: 't.session_no', descending: true } : { number: 't.dns_no', descending: false };
  const last = (isBack: boolean): string => `${own.number} ${own.descending === isBack ? 'ASC' : 'DESC'}`;
  const key = sort === null ? null : sortKey(table, sort.column);
  if (sort === null || key === null) return { join: '', forth: last(false), back: last(true) };
  const first = (isBack: boolean, sql: string): string =>
    `${sql} ${sort.descending === isBack ? 'ASC' : 'DESC'} NULLS ${isBack ? 'FIRST' : 'LAST'}`;
  const ordered = (sql: string, join: string): RowOrder => ({
    join,
    forth: `${first(false, sql)}, ${last(false)}`,
    back: `${first(true, sql)}, ${last(true)}`,
  });
  if (key.kind === 'value') return ordered(key.sql, '');
  // There are far fewer texts than rows, and comparing them takes long: each is ranked once.
  const ranks = `SELECT value, dense_rank() OVER (ORDER BY ${key.rank('value')}) AS rank
    FROM (SELECT DISTINCT ${key.sql} AS value FROM ${table} t WHERE ${wanted}) WHERE value <> ''`;
  return ordered('ranks.rank', `LEFT JOIN (${ranks}) ranks ON ranks.value = ${key.sql}`);
}

type Key =
  | { readonly kind: 'value'; readonly sql: string }
  | { readonly kind: 'ranked'; readonly sql: string; readonly rank: (value: string) => string };

/** Null for a column that does not exist. */
function sortKey(table: ViewTable, column: string): Key | null {
  const value = (sql: string): Key => ({ kind: 'value', sql });
  if (table === 'sessions') {
    if (column === 'packets') return value('(t.packets_out + t.packets_in)');
    if (column === 'session_id') return value('t.session_no');
    if (column === 'state')
      return value(`list_position([${SESSION_STATES.map((state) => `'${state}'`).join(', ')}], t.state)`);
  }
  const columns: readonly string[] = table === 'sessions' ? SESSION_COLUMNS : DNS_COLUMNS;
  if (!columns.includes(column)) return null;
  const sql = `t.${column}`;
  if (column.endsWith('_ip')) return { kind: 'ranked', sql, rank: addressNumber };
  if (column === 'answers')
    return { kind: 'ranked', sql: `array_to_string(${answersSql('t', 'data')}, ' ')`, rank: (text) => textRank(text) };
  // Without any, it has the longest.
  if (column === 'ttls') return value(`coalesce(list_min(t.ttls), 9223372036854775807)`);
  const type = HISTORY_TABLES[table].find(({ name }) => name === column)?.type;
  return type === 'VARCHAR' && column !== 'session_id'
    ? { kind: 'ranked', sql, rank: (text) => textRank(text) }
    : value(sql);
}

/** Numbers inside count as numbers, case and accents do not count (store/compare-text.ts); texts that differ in nothing else are told apart all the same. */
export function textRank(text: string, direction: string = ''): string {
  return `icu_sort_key(${text}, 'en@colNumeric=yes;colStrength=primary') ${direction}, ${text} ${direction}`;
}
