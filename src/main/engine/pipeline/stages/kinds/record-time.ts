/** Time of a record, for stages that go by windows. */
import { RECORD_TIME_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';

const FRACTION = /\.(\d{1,6})\d*(?:Z|[+-])/;
const MICROSECONDS_PER_SECOND = 1_000_000;

/** Microseconds since the epoch; null where the field holds no ISO 8601 time. */
export function recordTimeUs(record: PipelineRecord, field: string = RECORD_TIME_KEY): number | null {
  const text = record[field];
  if (typeof text !== 'string') return null;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return null;
  const fraction = FRACTION.exec(text)?.[1];
  if (fraction === undefined) return milliseconds * 1000;
  return Math.floor(milliseconds / 1000) * MICROSECONDS_PER_SECOND + Number(fraction.padEnd(6, '0'));
}
