/** Time of a record, for stages that go by windows. */
import { RECORD_TIME_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';

const FRACTION = /\.(\d{1,6})\d*(?:Z|[+-])/;
const MICROSECONDS_PER_SECOND = 1_000_000;

/** As our own records have it: `2024-05-01T12:34:56.123456Z`. Most come in the same second as the one before. */
const OWN_LENGTH = '2024-05-01T12:34:56.123456Z'.length;
const SECOND_LENGTH = '2024-05-01T12:34:56'.length;
let lastSecond = '';
let lastSecondUs = 0;

/** Microseconds since the epoch; null where the field holds no ISO 8601 time. */
export function recordTimeUs(record: PipelineRecord, field: string = RECORD_TIME_KEY): number | null {
  const text = record[field];
  if (typeof text !== 'string') return null;
  if (text.length === OWN_LENGTH && text.endsWith('Z') && text[SECOND_LENGTH] === '.') {
    if (!text.startsWith(lastSecond) || lastSecond === '') {
      const milliseconds = Date.parse(`${text.slice(0, SECOND_LENGTH)}Z`);
      if (Number.isNaN(milliseconds)) return null;
      lastSecond = text.slice(0, SECOND_LENGTH);
      lastSecondUs = milliseconds * 1000;
    }
    const fraction = Number(text.slice(SECOND_LENGTH + 1, -1));
    return Number.isNaN(fraction) ? null : lastSecondUs + fraction;
  }
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return null;
  const fraction = FRACTION.exec(text)?.[1];
  if (fraction === undefined) return milliseconds * 1000;
  return Math.floor(milliseconds / 1000) * MICROSECONDS_PER_SECOND + Number(fraction.padEnd(6, '0'));
}
