/** What history says of itself, of SQL and of imports: to the engine and on to a viewer. */
import type { TimeSpan } from '../views/time-range.ts';
import type { HistoryTable } from './schema.ts';

export interface ResultColumn {
  readonly name: string;
  /** DuckDB's name of the type. */
  readonly type: string;
  /** How it is shown and charted. */
  readonly kind: 'number' | 'text' | 'time' | 'boolean' | 'other';
}

/** Times as ISO 8601 with `Z`; integers beyond 2^53 as text. */
export interface SqlResult {
  readonly columns: readonly ResultColumn[];
  /** By row. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  /** There are more rows than were asked for. */
  readonly isCut: boolean;
  readonly elapsedMs: number;
}

export interface SqlMistake {
  /** UTF-16 offset into the text; null where the engine of SQL does not say. */
  readonly at: number | null;
  readonly message: string;
}

export interface HistoryInfo {
  /** Null in memory. */
  readonly path: string | null;
  /** Of the database with its log, bytes. */
  readonly bytes: number;
  readonly rows: Readonly<Record<HistoryTable, number>>;
  /** From the first session to the last; null: empty. */
  readonly span: TimeSpan | null;
  /** Days with traffic, oldest first, at most 400: where there is something to travel to. `dayUs`: midnight where they were asked for. */
  readonly days: readonly { readonly dayUs: number; readonly bytes: number; readonly sessions: number }[];
}

/** Exactly one of them. Rows, and what was made of them, are gone from the file itself afterwards, which takes a while where there is much. */
export type Forgotten =
  | { readonly kind: 'everything' }
  /** An address, or a name with all below it. */
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'span'; readonly span: TimeSpan };

export const EXCHANGE_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExchangeFormat = (typeof EXCHANGE_FORMATS)[number];

/** `auto`: by what is in it. */
export const IMPORT_KINDS = ['auto', 'sessions', 'dns', 'zeek-conn', 'zeek-dns', 'suricata-eve'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** The end of the message about a file that is no export of any kind: `FILE is …`. */
export const NOTHING_KNOWN = 'is nothing that is known here';

export interface Imported {
  readonly files: readonly {
    readonly path: string;
    readonly kind: Exclude<ImportKind, 'auto'>;
    readonly rows: number;
    /** Columns that were left out: nothing is known of them. */
    readonly ignored: readonly string[];
  }[];
  readonly sessions: number;
  readonly dns: number;
  readonly alerts: number;
  /** Rows that could not be read, and the first of the reasons. */
  readonly refused: number;
  readonly reason: string | null;
  readonly span: TimeSpan | null;
}
