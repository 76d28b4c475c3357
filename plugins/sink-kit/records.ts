/** Records as servers take them. */
import { createHash } from 'node:crypto';
import { RECORD_ID_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';

/** Of a record without one: made of what it holds, so that the same record has the same when it comes again. */
export function idOf(record: PipelineRecord): string {
  const own = record[RECORD_ID_KEY];
  if (typeof own === 'string' && own !== '') return own;
  return createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32);
}

export function typeOf(record: PipelineRecord): string {
  const own = record[RECORD_TYPE_KEY];
  return typeof own === 'string' && own !== '' ? own : 'record';
}

/** The same for the same records in the same order. */
export function batchId(records: readonly PipelineRecord[]): string {
  const hash = createHash('sha256');
  for (const record of records) hash.update(idOf(record)).update('\0');
  return hash.digest('hex').slice(0, 32);
}

/** NUL, and halves of surrogate pairs that stand alone: JSON has them, texts of databases do not. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const MAY_BE_UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/** As JSON without what cannot be stored; in its place is U+FFFD. With its id, also where it had none. */
export function storableJson(records: readonly PipelineRecord[]): string {
  const whole = records.map((record) => ({ ...record, [RECORD_ID_KEY]: idOf(record) }));
  const json = JSON.stringify(whole);
  if (!MAY_BE_UNSTORABLE.test(json)) return json;
  return JSON.stringify(JSON.parse(json, (_, value: unknown) => storable(value)));
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(UNSTORABLE, '\uFFFD');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key.replaceAll(UNSTORABLE, '\uFFFD'), one as unknown]),
  );
}
