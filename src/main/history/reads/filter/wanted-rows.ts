/** Which rows a question is about: those that pass a display filter and belong to a stretch of time, as a condition for `WHERE`. */
import type { FilterMistake } from '#contract/views/filter.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { parseFilter } from '#main/engine/filter/filter-parser.ts';
import { expressionSql, NotExpressibleAt, type FilteredTable } from './expression-sql.ts';
import { Parameters, timeSql } from './parameters.ts';
import { dnsFields, sessionFields, type SqlFields } from './sql-fields.ts';
import { dnsWordSql, sessionWordSql } from './words-sql.ts';

export interface WantedRows {
  /** For `WHERE`, over one row of the table; null, as there, stands for no. */
  readonly sql: string;
  /** To be bound by name, all of them, by every statement that has `sql` in it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** There is no filter. */
  readonly isUnfiltered: boolean;
  /** Then no row is wanted: `sql` is `false`. */
  readonly mistake: FilterMistake | null;
}

/** `alias`: of the table in the statement. `span` null: of all time. */
export function wantedRows(
  table: 'sessions' | 'dns',
  filter: string,
  span: TimeSpan | null,
  alias: string = table,
): WantedRows {
  const parsed = parseFilter(filter);
  if (!parsed.ok) return nothing(parsed.mistake);
  const within = span === null ? null : withinSql(table, span, alias);
  const { expression } = parsed;
  if (expression === null) return { sql: within ?? 'true', parameters: {}, isUnfiltered: true, mistake: null };
  const parameters = new Parameters();
  try {
    const passes = expressionSql(expression, filteredTable(table, alias, parameters), parameters);
    const sql = within === null ? passes : `${within} AND ${passes}`;
    return { sql: `(${sql})`, parameters: parameters.of(sql), isUnfiltered: false, mistake: null };
  } catch (error) {
    if (!(error instanceof NotExpressibleAt)) throw error;
    return nothing({ ...error.span, message: error.message, remedy: null });
  }
}

function nothing(mistake: FilterMistake): WantedRows {
  return { sql: 'false', parameters: {}, isUnfiltered: false, mistake };
}

export function fieldsOf(table: 'sessions' | 'dns', alias: string): SqlFields {
  return table === 'sessions' ? sessionFields(alias) : dnsFields(alias);
}

function filteredTable(table: 'sessions' | 'dns', alias: string, parameters: Parameters): FilteredTable {
  return table === 'sessions'
    ? { fields: fieldsOf(table, alias), word: (term) => sessionWordSql(term, alias, parameters) }
    : { fields: fieldsOf(table, alias), word: (term) => dnsWordSql(term, alias, parameters) };
}

/** Both ends belong to it. A session is within if it had, or could have had, a packet within. */
export function withinSql(table: 'sessions' | 'dns', { fromUs, toUs }: TimeSpan, alias: string): string {
  const [from, to] = [timeSql(Math.ceil(fromUs)), timeSql(toUs)];
  return table === 'dns'
    ? `(${alias}.time >= ${from} AND ${alias}.time <= ${to})`
    : `(${alias}.end_time >= ${from} AND ${alias}.start_time <= ${to})`;
}
