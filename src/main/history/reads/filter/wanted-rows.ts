/** Which rows a question is about: those that pass a display filter and belong to a stretch of time, as a condition for `WHERE`. */
import type { FilterMistake } from '#contract/views/filter.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { parseFilter } from '#main/engine/filter/filter-parser.ts';
import { expressionSql, NotExpressibleAt, type FilteredTable } from './expression-sql.ts';
import { Parameters, timeSql } from './parameters.ts';
import { dnsFields, sessionFields, type FoundField, type SqlFields } from './sql-fields.ts';
import { dnsWordSql, sessionWordSql } from './words-sql.ts';

export interface WantedRows {
  /** For `WHERE`, over one row of the table; null, as there, stands for no. */
  readonly sql: string;
  /** To be bound by name, all of them, by every statement that has `sql` in it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** There is no filter. */
  readonly isUnfiltered: boolean;
  /** Texts or other tables are looked at: worth more than writing down what passes. */
  readonly isCostly: boolean;
  /** Rows are meant by the sessions that carried them. */
  readonly looksAtSessions: boolean;
  /** Then no row is wanted: `sql` is `false`. */
  readonly mistake: FilterMistake | null;
}

type Looks = Pick<WantedRows, 'isCostly' | 'looksAtSessions'>;
const CHEAP: Looks = { isCostly: false, looksAtSessions: false };
const CHEAP_KINDS: ReadonlySet<string> = new Set(['constant', 'number', 'time', 'boolean']);

/** What a filter looks at, noted while it becomes SQL. */
class Seen {
  readonly #carriers: Carriers | null;
  readonly #parameters: Parameters;
  #isCostly: boolean = false;
  #looksAtSessions: boolean = false;

  constructor(carriers: Carriers | null, parameters: Parameters) {
    this.#carriers = carriers;
    this.#parameters = parameters;
  }

  /** As `inline` says, unless they are looked up by themselves. */
  carriers(test: string, alias: string, inline: string): string {
    if (this.#carriers === null) return inline;
    const name = `carriers_${this.#carriers.length}`;
    this.#carriers.push({ name, test, parameters: this.#parameters.of(test) });
    return `${alias}.session_id IN (FROM ${name})`;
  }

  field(found: FoundField | null): FoundField | null {
    if (found !== null && !CHEAP_KINDS.has(found.field.kind)) this.#isCostly = true;
    if (found?.ofSession === true) this.#looksAtSessions = true;
    return found;
  }

  words(sql: readonly string[]): readonly string[] {
    this.#isCostly = true;
    return sql;
  }

  found(): Looks {
    return { isCostly: this.#isCostly || this.#looksAtSessions, looksAtSessions: this.#looksAtSessions };
  }
}

/** Sessions by which rows are meant: their ids are to be in a temporary table of that name. `test`: of sessions as SESSION_ALIAS. */
export type Carriers = {
  readonly name: string;
  readonly test: string;
  readonly parameters: WantedRows['parameters'];
}[];

/** `alias`: of the table in the statement. `span` null: of all time. `carriers`: takes those that the condition then relies on; null: it looks them up itself. */
export function wantedRows(
  table: 'sessions' | 'dns',
  filter: string,
  span: TimeSpan | null,
  alias: string = table,
  carriers: Carriers | null = null,
): WantedRows {
  const parsed = parseFilter(filter);
  if (!parsed.ok) return nothing(parsed.mistake);
  const within = span === null ? null : withinSql(table, span, alias);
  const { expression } = parsed;
  if (expression === null)
    return { sql: within ?? 'true', parameters: {}, isUnfiltered: true, ...CHEAP, mistake: null };
  const parameters = new Parameters();
  const seen = new Seen(carriers, parameters);
  try {
    const passes = expressionSql(expression, filteredTable(table, alias, parameters, seen), parameters);
    const sql = within === null ? passes : `${within} AND ${passes}`;
    return { sql: `(${sql})`, parameters: parameters.of(sql), isUnfiltered: false, ...seen.found(), mistake: null };
  } catch (error) {
    if (!(error instanceof NotExpressibleAt)) throw error;
    return nothing({ ...error.span, message: error.message, remedy: null });
  }
}

function nothing(mistake: FilterMistake): WantedRows {
  return { sql: 'false', parameters: {}, isUnfiltered: false, ...CHEAP, mistake };
}

export function fieldsOf(table: 'sessions' | 'dns', alias: string): SqlFields {
  return table === 'sessions' ? sessionFields(alias) : dnsFields(alias);
}

function filteredTable(table: 'sessions' | 'dns', alias: string, parameters: Parameters, seen: Seen): FilteredTable {
  const fields = fieldsOf(table, alias);
  const word = table === 'sessions' ? sessionWordSql : dnsWordSql;
  return {
    fields: {
      alias,
      throughSession: (test) => seen.carriers(test, alias, fields.throughSession(test)),
      field: (key) => seen.field(fields.field(key)),
    },
    word: (term) => seen.words(word(term, alias, parameters)),
  };
}

/** Both ends belong to it. A session is within if it had, or could have had, a packet within. */
export function withinSql(table: 'sessions' | 'dns', { fromUs, toUs }: TimeSpan, alias: string): string {
  const [from, to] = [timeSql(Math.ceil(fromUs)), timeSql(toUs)];
  return table === 'dns'
    ? `(${alias}.time >= ${from} AND ${alias}.time <= ${to})`
    : `(${alias}.end_time >= ${from} AND ${alias}.start_time <= ${to})`;
}
