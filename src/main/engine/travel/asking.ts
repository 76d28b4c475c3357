/** What questions about views have in common: whom they go to, and the filter as it has to be asked there. */
import type { DatasetId } from '#contract/history/questions.ts';
import { compileRowFilter } from '../filter/row-filter.ts';
import type { Redactor } from '../store/redact.ts';
import type { HistoryReader } from './history-reader.ts';
import { realFilter, type AskedFilter } from './real-filter.ts';

export interface Asking {
  readonly reader: HistoryReader;
  readonly dataset: DatasetId;
  /** Of the capture on view. */
  redactor(): Redactor;
}

/** The filter over real values. A mistake where it cannot be read, or asks for made-up values in a way that cannot be turned back. */
export function askedFilter({ redactor }: Asking, filter: string, redact: boolean): AskedFilter {
  const { mistake, expression } = compileRowFilter(filter);
  if (mistake !== null) return { ok: false, mistake };
  return redact && expression !== null ? realFilter(filter, expression, redactor()) : { ok: true, filter };
}
