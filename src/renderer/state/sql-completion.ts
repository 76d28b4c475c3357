/** What can stand at a place in SQL about the history: tables, their columns, functions and keywords. Pure; from the contract's tables. */
import { HISTORY_TABLES, type HistoryTable } from '#contract/history/schema.ts';

export type CompletionKind = 'table' | 'column' | 'function' | 'keyword';

export interface Completion {
  readonly text: string;
  readonly kind: CompletionKind;
  /** Type and meaning of a column; '' where there is nothing to say. */
  readonly detail: string;
}

export interface Completions {
  /** Where the word begins that a choice replaces, up to the cursor. */
  readonly from: number;
  readonly options: readonly Completion[];
}

const MOST = 40;

const KEYWORDS =
  'select from where group by order by having limit offset distinct as and or not in like ilike between is null case when then else end join left join using on with union all interval asc desc filter over partition by qualify describe summarize';
const WORDS = [...new Set(KEYWORDS.toUpperCase().split(' '))];

const FUNCTIONS =
  'count sum avg min max median quantile_cont stddev arg_min arg_max first last list string_agg approx_count_distinct count_if time_bucket date_trunc extract now current_date strftime epoch dayname hour coalesce nullif round floor abs lower upper length substring split_part starts_with ends_with contains regexp_matches regexp_extract replace concat format_bytes lag lead row_number rank sum unnest range generate_series json_extract_string list_contains len array_to_string'.split(
    ' ',
  );

const TABLES = Object.keys(HISTORY_TABLES) as HistoryTable[];

/** Null where nothing belongs: in a text between quotes, in a comment, and, unless it is `asked` for, where no word was begun. */
export function completeSql(sql: string, offset: number, asked: boolean): Completions | null {
  const before = sql.slice(0, offset);
  if (isInside(before)) return null;
  const word = /(?:^|[^\w])([A-Za-z_]\w*)?$/.exec(before)?.[1] ?? '';
  const from = offset - word.length;
  const owner = /([A-Za-z_]\w*)\.$/.exec(before.slice(0, from))?.[1];
  if (word === '' && owner === undefined && !asked) return null;
  const named = namedTables(sql);
  const options =
    owner === undefined ? everything(before.slice(0, from), named) : columnsOf([named.get(owner.toLowerCase())]);
  const wanted = word.toLowerCase();
  const found = options.filter(({ text }) => text.toLowerCase().startsWith(wanted));
  // Nothing is left to choose where it stands there whole.
  if (found.length === 0 || (found.length === 1 && found[0]?.text.toLowerCase() === wanted)) return null;
  return { from, options: found.slice(0, MOST) };
}

/** By name and by alias, in lower case. */
function namedTables(sql: string): ReadonlyMap<string, HistoryTable> {
  const named = new Map<string, HistoryTable>();
  const places = /\b(?:from|join|,)\s+([a-z_]+)(?:\s+(?:as\s+)?([a-z_]\w*))?/gi;
  for (const [, name = '', alias = ''] of sql.matchAll(places)) {
    const table = TABLES.find((known) => known === name.toLowerCase());
    if (table === undefined) continue;
    named.set(table, table);
    if (alias !== '' && !WORDS.includes(alias.toUpperCase())) named.set(alias.toLowerCase(), table);
  }
  return named;
}

function everything(before: string, named: ReadonlyMap<string, HistoryTable>): readonly Completion[] {
  const tables: readonly Completion[] = TABLES.map((text) => ({ text, kind: 'table', detail: '' }));
  // Right after FROM and JOIN there are tables.
  if (/\b(?:from|join|describe|summarize)\s+$/i.test(before)) return tables;
  const keywords = WORDS.map((text): Completion => ({ text, kind: 'keyword', detail: '' }));
  const functions = [...new Set(FUNCTIONS)].map((text): Completion => ({ text, kind: 'function', detail: '' }));
  const columns = columnsOf(named.size === 0 ? ['sessions', 'dns'] : [...new Set(named.values())]);
  return [...columns, ...tables, ...functions, ...keywords];
}

function columnsOf(tables: readonly (HistoryTable | undefined)[]): readonly Completion[] {
  const seen = new Set<string>();
  return tables.flatMap((table) =>
    table === undefined
      ? []
      : HISTORY_TABLES[table].flatMap(({ name, type, meaning }): Completion[] => {
          if (seen.has(name)) return [];
          seen.add(name);
          return [{ text: name, kind: 'column', detail: `${type} · ${meaning}` }];
        }),
  );
}

/** In a text, a quoted name or a comment that has begun and not ended. */
function isInside(before: string): boolean {
  const rest = before.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*\n|\/\*[^]*?\*\//g, ' ');
  return /['"]|--|\/\*/.test(rest);
}
