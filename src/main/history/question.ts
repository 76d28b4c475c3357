/** How a question is answered: what a handler is given, and what it owes. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Result } from '#base/result.ts';
import type { HistoryBatch } from '#contract/history/process.ts';
import type { DatasetId, HistoryQuestion, HistoryQuestions } from '#contract/history/questions.ts';
import type { ChangeMarks } from './database/change-marks.ts';

/** One database with the tables of the history. */
export interface Dataset {
  readonly id: DatasetId;
  /** What of it has changed; the database's own, as long as it is open. */
  readonly marks: ChangeMarks;
  /**
   * A connection for one question, with external access off and configuration locked. The handler closes it, after what runs on it was
   * interrupted and awaited.
   */
  connect(): Promise<DuckDBConnection>;
}

/** One in memory, which is filled by whoever added it. */
export interface AddedDataset extends Dataset {
  /** As the history is written: all of it or nothing. Rejects with what DuckDB says. */
  write(batch: HistoryBatch): Promise<void>;
}

export interface Datasets {
  /** Null where there is none of that id, or where it cannot be read now. */
  get(id: DatasetId): Dataset | null;
  /** A new one in memory, empty; replaces one of the same id. */
  add(id: DatasetId): Promise<AddedDataset>;
  drop(id: DatasetId): Promise<void>;
}

export interface QuestionContext {
  readonly datasets: Datasets;
  /** Aborted when nobody wants the answer any more. */
  readonly signal: AbortSignal;
  progress(done: number, total: number | null): void;
}

/** Expected failures are values; whatever it throws ends the process, which is started again and reported. */
export type QuestionHandler<K extends HistoryQuestion> = (
  params: HistoryQuestions[K]['params'],
  context: QuestionContext,
) => Promise<Result<HistoryQuestions[K]['answer']>>;

export type QuestionHandlers = { readonly [K in HistoryQuestion]: QuestionHandler<K> };
