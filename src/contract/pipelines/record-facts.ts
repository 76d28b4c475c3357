/** What sinks read out of a record of any kind: when it happened and how urgent it is. */
import type { Json } from '../plugins/process.ts';
import { RECORD_TIME_KEY, type PipelineRecord } from './record.ts';

/** The first that is there. Records of others have no time of ours. */
const TIME_KEYS = [RECORD_TIME_KEY, 'timestamp', 'time', 'end_time', 'start_time'];
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;

/** RFC 3339, or null where the record has none. */
export function timeOf(record: PipelineRecord): string | null {
  for (const key of TIME_KEYS) {
    const value = record[key];
    if (typeof value === 'string' && ISO_TIME.test(value)) return value;
  }
  return null;
}

/** Words for urgency of rules (Falco's and SysFlow's) and of alerts, as RFC 5424 §6.2.1 numbers them. */
const SEVERITIES: Readonly<Record<string, number>> = {
  emergency: 0,
  alert: 1,
  critical: 2,
  error: 3,
  high: 3,
  warning: 4,
  medium: 4,
  notice: 5,
  low: 5,
  informational: 6,
  info: 6,
  debug: 7,
};

/** Syslog's severity: of `priority` or `severity`, else the most urgent in `policies`; null where nothing says. */
export function severityOf(record: PipelineRecord): number | null {
  const own = severityOfWord(record['priority']) ?? severityOfWord(record['severity']);
  if (own !== null) return own;
  const { policies } = record;
  if (!Array.isArray(policies)) return null;
  const all = (policies as readonly Json[]).flatMap((policy) => {
    const name =
      typeof policy === 'object' && policy !== null && 'priority_name' in policy ? policy['priority_name'] : null;
    const severity = severityOfWord(name);
    return severity === null ? [] : [severity];
  });
  return all.length === 0 ? null : Math.min(...all);
}

function severityOfWord(value: Json | undefined): number | null {
  return typeof value === 'string' ? (SEVERITIES[value.toLowerCase()] ?? null) : null;
}
