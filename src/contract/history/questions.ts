/**
 * What the history process is asked, and what it answers. Questions about views have the answers that views over memory have, so that a viewer
 * cannot tell them apart. `dataset`: the history itself, or what was imported, by its id. A span is fixed by the engine before it asks; null: all of time.
 */
import type { DnsSummaryFrame } from '../views/dns.ts';
import type { GroupsFrame, GroupsParams, OverviewFrame, OverviewParams } from '../views/sums.ts';
import type { TimeSpan } from '../views/time-range.ts';
import type { TableName, ViewFrame } from '../protocol.ts';
import type { DnsRecord, SessionRecord } from '../records.ts';
import type { HistoryBatch, HistoryRows } from './rows.ts';
import type { ExchangeFormat, Forgotten, HistoryInfo, Imported, ImportKind, SqlMistake, SqlResult } from './answers.ts';
import type { ComparedParams, Comparison } from './compare.ts';

export type DatasetId = string;
/** The user's history. */
export const HISTORY_DATASET: DatasetId = 'history';

interface Asked {
  readonly dataset: DatasetId;
  /** Display filter. */
  readonly filter: string;
  readonly span: TimeSpan | null;
}

export interface ViewQuestion extends Asked {
  readonly table: Exclude<TableName, 'packets'>;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  readonly offset: number;
  readonly limit: number;
  readonly follow: boolean;
  readonly sparklines: boolean;
}

/** `path` is a file that nobody else knows yet: the engine makes it appear under its name. */
export interface ExportQuestion {
  readonly what:
    | ({ readonly kind: 'view' } & Pick<ViewQuestion, 'dataset' | 'table' | 'filter' | 'span'>)
    | { readonly kind: 'sql'; readonly dataset: DatasetId; readonly text: string };
  readonly format: ExchangeFormat;
  readonly path: string;
}

/** Rows of a view in the order in which they began, some at a time, for whoever has to do something to each. */
export type ReaderQuestion = Pick<ViewQuestion, 'dataset' | 'table' | 'filter' | 'span'> & {
  /** Where the answer before said that it goes on; 0: from the first. */
  readonly after: number;
};

/** Rows that are in memory, to be written as Parquet: `begin`, then rows, then `finish`. One at a time for each `writerId`. */
export type WriterQuestion =
  | {
      readonly step: 'begin';
      readonly writerId: string;
      readonly path: string;
      readonly columns: readonly { readonly name: string; readonly type: string }[];
    }
  | { readonly step: 'rows'; readonly writerId: string; readonly rows: HistoryRows }
  | { readonly step: 'finish' | 'abort'; readonly writerId: string };

export interface ImportQuestion {
  readonly dataset: DatasetId;
  /** Of one or several files that belong together (conn.log and dns.log). */
  readonly paths: readonly string[];
  readonly kind: ImportKind;
}
export interface HistoryQuestions {
  view: { params: ViewQuestion; answer: Omit<ViewFrame, 'coalesced' | 'paused'> };
  overview: { params: Asked & Pick<OverviewParams, 'by' | 'points' | 'top'>; answer: OverviewFrame };
  groups: { params: Asked & Pick<GroupsParams, 'by' | 'sort' | 'offset' | 'limit'>; answer: GroupsFrame };
  dns_summary: { params: Asked & { readonly top: number; readonly points: number }; answer: DnsSummaryFrame };
  /** Null where there is no such session (any more). `dns`: carried by it, or naming its responder; at most 100. */
  session: {
    params: { readonly dataset: DatasetId; readonly sessionId: string };
    answer: {
      readonly session: SessionRecord;
      readonly dns: readonly DnsRecord[];
      readonly dnsKeys: readonly string[];
    } | null;
  };
  /** `key` as the view gave it. */
  dns: {
    params: { readonly dataset: DatasetId; readonly key: string };
    answer: {
      readonly record: DnsRecord;
      readonly led: readonly SessionRecord[];
      readonly ledInAll: number;
      readonly again: readonly DnsRecord[];
      readonly againKeys: readonly string[];
    } | null;
  };
  /** Values of a field and how often they occur, most often first. */
  values: {
    params: Asked & {
      readonly table: Exclude<TableName, 'packets'>;
      readonly field: string;
      readonly prefix: string;
      readonly limit: number;
    };
    answer: readonly { readonly value: string; readonly count: number }[];
  };
  /** `zone`: by whose midnights days are told (IANA); left out: UTC. */
  /** Of the database with its log on disk, bytes: asked often, so without a look at its rows. */
  size: { params: { readonly dataset: DatasetId }; answer: { readonly bytes: number } };
  info: { params: { readonly dataset: DatasetId; readonly zone?: string }; answer: HistoryInfo };
  forget: { params: Forgotten; answer: { readonly rows: number } };
  sql: {
    params: { readonly dataset: DatasetId; readonly text: string; readonly limit: number; readonly timeoutMs: number };
    answer: SqlResult;
  };
  'sql.check': { params: { readonly dataset: DatasetId; readonly text: string }; answer: SqlMistake | null };
  export: { params: ExportQuestion; answer: { readonly rows: number; readonly bytes: number } };
  writer: { params: WriterQuestion; answer: { readonly rows: number; readonly bytes: number } | null };
  /** In columns of the table's records; cells as they are in the database. There may be none, and more afterwards. `next` null: that was all. */
  reader: { params: ReaderQuestion; answer: { readonly rows: HistoryRows; readonly next: number | null } };
  import: { params: ImportQuestion; answer: Imported };
  /** Lets go of an import. */
  drop: { params: { readonly dataset: DatasetId }; answer: null };
  /** Rows of a capture, into a dataset of its own: a new one where `begins`. */
  fill: {
    params: { readonly dataset: DatasetId; readonly begins: boolean; readonly batch: HistoryBatch };
    answer: null;
  };
  compare: { params: ComparedParams; answer: Comparison };
}

export type HistoryQuestion = keyof HistoryQuestions;
