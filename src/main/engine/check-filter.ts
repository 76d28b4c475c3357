/** Whether a text is a display filter, for who wants to know before anything is begun. */
import type { Failure } from '#base/result.ts';
import { compileRowFilter } from './filter/row-filter.ts';
import { filterFailure } from './filter/mistake-text.ts';

/** Null: it can be used. */
export function checkFilter(text: string): Failure | null {
  const { mistake } = compileRowFilter(text);
  return mistake === null ? null : filterFailure(text, mistake);
}
