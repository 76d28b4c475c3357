/** What views need of history, and of what was imported. */
import type { Result } from '#base/result.ts';
import type { Imported } from '#contract/history/answers.ts';
import type { DatasetId, HistoryQuestion, HistoryQuestions } from '#contract/history/questions.ts';

export interface HistoryReader {
  /** The user's history can be asked, now or in a moment. False: it is switched off, or another program has it. */
  hasHistory(): boolean;
  /** Another number whenever rows were written that an answer could have. */
  version(): number;
  /** What was imported and is on view instead of a capture. */
  dataset(): DatasetOnView | null;
  /** `cancelled` as soon as `signal` is aborted. */
  ask<K extends HistoryQuestion>(
    question: K,
    params: HistoryQuestions[K]['params'],
    signal: AbortSignal,
  ): Promise<Result<HistoryQuestions[K]['answer']>>;
}

export interface DatasetOnView {
  readonly id: DatasetId;
  readonly title: string;
  readonly imported: Imported;
}
