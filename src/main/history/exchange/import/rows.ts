/** What readers of files make of them. */
import type { DnsColumn, SessionColumn } from '#contract/records.ts';
import type { HistoryCell } from '#contract/history/rows.ts';

export type SessionCells = Readonly<Partial<Record<SessionColumn, HistoryCell>>>;
export type DnsCells = Readonly<Partial<Record<DnsColumn, HistoryCell>>>;

export interface AlertCells {
  readonly time: number;
  readonly source: string;
  readonly rule: string | null;
  readonly severity: string;
  readonly title: string;
  /** JSON. */
  readonly details: string;
  readonly session_id: string | null;
}

export interface RowSink {
  session(cells: SessionCells): void;
  dns(cells: DnsCells): void;
  alert(cells: AlertCells): void;
  /** A row that could not be taken. */
  refuse(reason: string): void;
}

/** Takes lines of one file, one after the other. */
export interface LineReader {
  line(text: string): void;
  /** What was held back until now. */
  end(): void;
}
