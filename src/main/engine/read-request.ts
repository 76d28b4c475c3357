/** What a streaming read (the command line's) takes and answers. */
import type { Failure, Result } from '#base/result.ts';
import type { Summary } from '#contract/health.ts';
import type { Imported } from '#contract/history/answers.ts';
import type { ExportFile } from './store/ports.ts';
import type { LiveRequest, PacketSource } from './capture/packet-source.ts';

export type CaptureInput =
  /** `-` is standard input; a folder, or `more`, are captures in order of time. */
  | { readonly kind: 'file'; readonly path: string; readonly more?: readonly string[] }
  | { readonly kind: 'live'; readonly request: LiveRequest }
  /** An already made source: tests, benchmarks. */
  | { readonly kind: 'source'; readonly source: PacketSource; readonly title: string };

/** Where rows go, as UTF-8 made of whole lines. An `ExportFile` is one. */
export interface TextSink {
  /** Answers once more may be written (back-pressure); the bytes are lent until then. A failure is final and ends the read. */
  write(text: Uint8Array): Promise<Result<unknown>>;
}

export type RowOutput =
  | { readonly format: 'csv' | 'jsonl'; readonly sink: TextSink }
  /** Written by the history process into the file that is handed over. `failed`: what is in it is of no use. */
  | { readonly format: 'parquet'; readonly file: Pick<ExportFile, 'handOver'>; failed(failure: Failure): void };

export interface ReadProgress {
  /** Which of the inputs is being read, from 0. */
  readonly input: number;
  readonly bytesRead: number;
  readonly bytesTotal: number | null;
  readonly packets: number;
  readonly sessions: number;
}

/** Of several captures as one. */
export interface ReadFiles {
  readonly count: number;
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

export interface ReadRequest {
  /** Read one after the other as one capture. Several live interfaces are one `LiveRequest`. */
  readonly inputs: readonly CaptureInput[];
  /** Display filter over rows (docs/filter.md); '' lets everything through. Does not change the summary. */
  readonly filter: string;
  /** Rows have made-up addresses and names in them; the filter is about the real ones, which whoever reads has. Left out: they do not. */
  readonly redact?: boolean;
  readonly outputs: { readonly sessions?: RowOutput; readonly packets?: RowOutput; readonly dns?: RowOutput };
  /** Aborting ends the read cleanly: what was read is written and summed up. */
  readonly signal?: AbortSignal;
  /** Called at most ten times a second. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Called once a live capture runs: how packets are obtained and what that cannot do. */
  readonly onStarted?: (backend: string, limits: readonly string[]) => void;
  /** Called once exports were opened in the place of captures. */
  readonly onImported?: (imported: Imported) => void;
  /** Called once an input of several captures was read: how many there were, and what of them was not read. */
  readonly onFiles?: (path: string, files: ReadFiles) => void;
}

export interface ReadOutcome {
  readonly summary: Summary;
  /** What ended the reading early (`damaged` has the offset); null after a clean end or an abort. */
  readonly failure: Failure | null;
}
