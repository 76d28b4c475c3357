/** Sessions and DNS transactions as we export them, of any version: columns are known by their names. */
import { HISTORY_TABLES, type SqlType } from '#contract/history/schema.ts';
import type { HistoryCell } from '#contract/history/rows.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import type { CellReader } from './cell-reader.ts';
import type { RowSink } from './rows.ts';

export type OwnKind = 'sessions' | 'dns';

const COLUMNS: Readonly<Record<OwnKind, readonly string[]>> = { sessions: SESSION_COLUMNS, dns: DNS_COLUMNS };
/** Without these a row says nothing. */
const NEEDED: Readonly<Record<OwnKind, readonly string[]>> = {
  sessions: ['start_time', 'src_ip', 'dst_ip'],
  dns: ['time', 'client_ip', 'server_ip'],
};
const ADDRESSES: Readonly<Record<OwnKind, readonly string[]>> = {
  sessions: ['src_ip', 'dst_ip'],
  dns: ['client_ip', 'server_ip'],
};
/** Empty is a text there, and not nothing. */
const NEVER_NULL: ReadonlySet<string> = new Set(['interface', 'flags']);
/** Texts in which a leading apostrophe may be ours: it keeps spreadsheets from running what follows. */
const DISARMED = /^'[=+\-@\t\r]/;

export interface OwnColumn {
  readonly name: string;
  readonly type: SqlType;
}

export function ownColumns(kind: OwnKind): readonly OwnColumn[] {
  const types = new Map(HISTORY_TABLES[kind].map(({ name, type }) => [name, type]));
  return COLUMNS[kind].map((name) => ({ name, type: types.get(name)! }));
}

/** Which of our exports has these columns; a text says why none. */
export function ownKind(header: readonly string[]): OwnKind | { readonly problem: string } {
  const names = new Set(header);
  const kinds = (['sessions', 'dns'] as const).filter((kind) => NEEDED[kind].every((name) => names.has(name)));
  if (kinds[0] !== undefined) return kinds[0];
  if (PACKET_COLUMNS.every((name) => names.has(name))) return { problem: 'is a packet log, which cannot be opened' };
  const known = (kind: OwnKind): number => COLUMNS[kind].filter((name) => names.has(name)).length;
  const nearest: OwnKind = known('dns') > known('sessions') ? 'dns' : 'sessions';
  if (known(nearest) < 3) return { problem: 'has none of the columns of sessions or DNS transactions' };
  const missing = NEEDED[nearest].filter((name) => !names.has(name));
  const what = nearest === 'dns' ? 'DNS transactions' : 'sessions';
  return { problem: `has no column ${missing.join(' and no ')}, without which ${what} cannot be shown` };
}

/** Names in the header that are no columns of ours: they are left out. */
export function unknownColumns(kind: OwnKind, header: readonly string[]): readonly string[] {
  return header.filter((name) => !COLUMNS[kind].includes(name));
}

/** `cells`: of the row; a mistake refuses it. `fromCsv`: empty cells are nothing, lists and objects are JSON. */
export function takeOwnRow(kind: OwnKind, cells: CellReader, fromCsv: boolean, sink: RowSink): void {
  const row: Record<string, HistoryCell> = {};
  for (const { name, type } of ownColumns(kind)) row[name] = cellOf(cells, name, type, fromCsv);
  for (const name of NEEDED[kind]) cells.needed(name, row[name] ?? null);
  for (const name of ADDRESSES[kind]) row[name] = cells.address(name);
  if (cells.mistake !== null) sink.refuse(cells.mistake);
  else if (kind === 'sessions') sink.session(row);
  else sink.dns(row);
}

const MOST: Readonly<Partial<Record<SqlType, number>>> = {
  USMALLINT: 65_535,
  INTEGER: 2_147_483_647,
  UINTEGER: 4_294_967_295,
};

function cellOf(cells: CellReader, name: string, type: SqlType, fromCsv: boolean): HistoryCell {
  switch (type) {
    case 'TIMESTAMP':
      return cells.time(name);
    case 'BOOLEAN':
      return cells.boolean(name);
    case 'DOUBLE':
      return cells.number(name);
    case 'JSON':
      return jsonText(cells, name);
    case 'INTEGER[]':
      return numbers(cells, name, fromCsv);
    case 'VARCHAR':
      return textOf(cells, name, fromCsv);
    default:
      return cells.count(name, MOST[type] ?? Number.MAX_SAFE_INTEGER);
  }
}

/** In CSV, where there is nothing and where no flag was seen look alike; TCP has flags, and nothing else has. */
function isNoFlags(cells: CellReader, name: string): boolean {
  return name.startsWith('tcp_flags_') && cells.raw('protocol_num') === '6';
}

function textOf(cells: CellReader, name: string, fromCsv: boolean): string | null {
  const text = cells.text(name);
  if (text === null || (text === '' && fromCsv)) return NEVER_NULL.has(name) || isNoFlags(cells, name) ? '' : null;
  return fromCsv && DISARMED.test(text) ? text.slice(1) : text;
}

/** Compact, so that the same values are the same text. */
function jsonText(cells: CellReader, name: string): string | null {
  const value = cells.raw(name);
  if (value === null || value === '') return null;
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    return JSON.stringify(JSON.parse(value));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    cells.mistake ??= `${name} is no JSON`;
    return null;
  }
}

function numbers(cells: CellReader, name: string, fromCsv: boolean): readonly number[] | null {
  const text = fromCsv ? jsonText(cells, name) : null;
  const list: unknown = fromCsv ? (text === null ? null : JSON.parse(text)) : cells.list(name);
  if (list === null) return null;
  if (Array.isArray(list) && list.every((each) => typeof each === 'number')) return list;
  cells.mistake ??= `${name} is no list of numbers`;
  return null;
}
