/** What a file is, by what it begins with; its name says nothing. */
import { failure, success, type Result } from '#base/result.ts';
import { NOTHING_KNOWN, type Imported, type ImportKind } from '#contract/history/answers.ts';
import { CsvRecords } from './csv-records.ts';
import { ownKind } from './own-rows.ts';
import { jsonLookup, ZeekHeader } from './zeek-text.ts';

export type FileKind = Imported['files'][number]['kind'];
export interface Recognised {
  readonly kind: FileKind;
  readonly form: 'csv' | 'tsv' | 'json' | 'parquet';
  /** Of CSV and Parquet. */
  readonly header: readonly string[];
}

const SUPPORTED =
  'What can be opened: sessions and DNS that Netloupe exported (CSV, JSON lines, Parquet), conn.log and dns.log of Zeek, eve.json of Suricata';

/** Of a text. `wanted`: what it was said to be. */
export function recogniseText(text: string, path: string, wanted: ImportKind): Result<Recognised> {
  const found = formOf(text);
  if (typeof found !== 'string') return asWanted(found, path, wanted);
  return failure('unsupported', `${path} ${found}`, { remedy: SUPPORTED });
}

export function recogniseColumns(header: readonly string[], path: string, wanted: ImportKind): Result<Recognised> {
  const kind = ownKind(header);
  if (typeof kind === 'string') return asWanted({ kind, form: 'parquet', header }, path, wanted);
  return failure('unsupported', `${path} ${kind.problem}`, { remedy: SUPPORTED });
}

function asWanted(found: Recognised, path: string, wanted: ImportKind): Result<Recognised> {
  if (wanted === 'auto' || wanted === found.kind) return success(found);
  return failure('unsupported', `${path} holds ${NAMES[found.kind]}, not ${NAMES[wanted]}`, { remedy: SUPPORTED });
}

const NAMES: Readonly<Record<FileKind, string>> = {
  sessions: 'sessions of Netloupe',
  dns: 'DNS transactions of Netloupe',
  'zeek-conn': 'a conn.log of Zeek',
  'zeek-dns': 'a dns.log of Zeek',
  'suricata-eve': 'events of Suricata',
};

/** A text says why it is nothing that can be opened, as the rest of a sentence. */
function formOf(text: string): Recognised | string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const first = lines.find((line) => line !== '');
  if (first === undefined) return 'is empty';
  if (first.startsWith('#')) return zeekTsv(lines);
  if (first.startsWith('{')) return ofJson(lines);
  let header: readonly string[] | null = null;
  new CsvRecords().push(text, false, (cells) => {
    header ??= cells;
  });
  // A header alone, without a line end.
  if (header === null) new CsvRecords().push(text, true, (cells) => void (header ??= cells));
  const kind = ownKind(header ?? []);
  if (typeof kind === 'string') return { kind, form: 'csv', header: header ?? [] };
  return header !== null && (header as readonly string[]).length > 2 ? kind.problem : NOTHING_KNOWN;
}

function zeekTsv(lines: readonly string[]): Recognised | string {
  const header = new ZeekHeader();
  for (const line of lines) if (line.startsWith('#')) header.line(line);
  if (!header.hasFields) return 'begins with #, but has no line #fields as logs of Zeek have';
  const kind = zeekKind((name) => header.has(name));
  if (kind !== null) return { kind, form: 'tsv', header: [] };
  return header.path === null ? 'is a log of Zeek of another kind' : `is Zeek’s ${header.path}.log`;
}

function zeekKind(has: (name: string) => boolean): 'zeek-conn' | 'zeek-dns' | null {
  if (!has('ts') || !has('id.orig_h') || !has('id.resp_h')) return null;
  if (has('query') || has('trans_id') || has('qtype_name')) return 'zeek-dns';
  return has('conn_state') ? 'zeek-conn' : null;
}

/** The first line that says what it is: what nothing is known of is left out of JSON. */
function ofJson(lines: readonly string[]): Recognised | string {
  let some: string | null = null;
  for (const line of lines) {
    const lookup = line.startsWith('{') ? jsonLookup(line) : null;
    if (lookup === null) continue;
    const has = (name: string): boolean => lookup(name) !== undefined;
    if (has('event_type') && has('timestamp')) return { kind: 'suricata-eve', form: 'json', header: [] };
    const zeek = zeekKind(has);
    if (zeek !== null) return { kind: zeek, form: 'json', header: [] };
    const own = ownKind(Object.keys(JSON.parse(line) as object));
    if (typeof own === 'string') return { kind: own, form: 'json', header: [] };
    some ??= own.problem;
  }
  return some === null ? 'begins like JSON, but has no line that is an object' : 'is JSON of another kind';
}
