/** The filter of pipelines: the text filter of the views, over the values of a record of any kind. */
import { success, type Result } from '#base/result.ts';
import { RECORD_ID_KEY, RECORD_TIME_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { RecordFilter } from './pipeline/stages/kinds/filter.ts';
import type { SearchField } from './store/search-fields.ts';
import { compileTextFilter, rowTest } from './store/text-filter.ts';

/** Words in these would match every record. */
const NOT_SEARCHED: ReadonlySet<string> = new Set([RECORD_TYPE_KEY, RECORD_ID_KEY, RECORD_TIME_KEY]);

const anyValue: SearchField<PipelineRecord> = (term) => (record) =>
  Object.keys(record).some((key) => !NOT_SEARCHED.has(key) && holds(record[key], term));

export function compileRecordFilter(text: string): Result<RecordFilter> {
  const test = rowTest(compileTextFilter(text), [anyValue]);
  return success({ source: text, passes: test });
}

function holds(value: Json | undefined, term: string): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'object') return Object.values(value).some((inner: Json) => holds(inner, term));
  return String(value).toLowerCase().includes(term);
}
