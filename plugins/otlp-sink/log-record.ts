/** A record as a log record of OpenTelemetry: the whole record is the body, and `log.record.uid` tells duplicates apart. */
import { SeverityNumber, type AnyValue } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { severityOf, timeOf } from '#contract/pipelines/record-facts.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { idOf, typeOf } from '../sink-kit/records.ts';

/** Syslog's severities in OpenTelemetry's numbers (Logs Data Model, appendix B). */
const SEVERITIES = [
  [SeverityNumber.FATAL, 'EMERGENCY'],
  [SeverityNumber.ERROR3, 'ALERT'],
  [SeverityNumber.ERROR2, 'CRITICAL'],
  [SeverityNumber.ERROR, 'ERROR'],
  [SeverityNumber.WARN, 'WARNING'],
  [SeverityNumber.INFO2, 'NOTICE'],
  [SeverityNumber.INFO, 'INFORMATIONAL'],
  [SeverityNumber.DEBUG, 'DEBUG'],
] as const;
const INFORMATIONAL = 6;

/** One object, by which records are grouped. */
const SCOPE = { name: 'netloupe' };

type Time = [number, number];

export function logRecord(record: PipelineRecord, resource: Resource, nowMs: number): ReadableLogRecord {
  const [severityNumber, severityText] = SEVERITIES[severityOf(record) ?? INFORMATIONAL]!;
  const observed = fromMilliseconds(nowMs);
  const time = timeOf(record);
  return {
    hrTime: time === null ? observed : fromText(time),
    hrTimeObserved: observed,
    severityNumber,
    severityText,
    eventName: `netloupe.${typeOf(record)}`,
    body: record as AnyValue,
    attributes: { 'log.record.uid': idOf(record), 'netloupe.record_type': typeOf(record) },
    droppedAttributesCount: 0,
    resource,
    instrumentationScope: SCOPE,
  };
}

function fromMilliseconds(milliseconds: number): Time {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}

/** RFC 3339; dates of JavaScript end at milliseconds. */
function fromText(text: string): Time {
  const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? '';
  const seconds = Math.floor(Date.parse(text.replace(/\.\d+/, '')) / 1000);
  return [seconds, Number(fraction.padEnd(9, '0'))];
}
