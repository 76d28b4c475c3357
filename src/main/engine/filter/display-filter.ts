/** A display filter over records, e.g. those of a pipeline. */
import { success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { parseFilter } from './filter-parser.ts';
import { flattenRecord } from './flatten.ts';
import { filterFailure } from './mistake-text.ts';
import { recordTest } from './record-test.ts';

export interface DisplayFilter {
  readonly source: string;
  /** It lets everything through. */
  readonly isEmpty: boolean;
  /** Of any record; one that is not flat is flattened first. */
  passes(record: PipelineRecord): boolean;
}

export function compileDisplayFilter(source: string): Result<DisplayFilter> {
  const parsed = parseFilter(source);
  if (!parsed.ok) return { ok: false, failure: filterFailure(source, parsed.mistake) };
  const { expression } = parsed;
  if (expression === null) return success({ source, isEmpty: true, passes: () => true });
  const test = recordTest(expression);
  return success({ source, isEmpty: false, passes: (record: PipelineRecord) => test(flattenRecord(record)) });
}
