/** Rows of the tables as the records that leave the engine. */
import { DNS_COLUMNS, SESSION_COLUMNS, type DnsAnswer, type DnsRecord, type SessionRecord } from '#contract/records.ts';
import { formatTime } from '#base/time-text.ts';
import type { Row } from './asking.ts';

const TIMES: ReadonlySet<string> = new Set(['start_time', 'end_time', 'time']);

function columns(names: readonly string[], alias: string): string {
  return names
    .map((name) => (TIMES.has(name) ? `epoch_us(${alias}.${name}) AS ${name}` : `${alias}.${name}`))
    .join(', ');
}

/** To be selected for `sessionRecord` and `dnsRecord`. */
export const sessionColumns = (alias: string): string => columns(SESSION_COLUMNS, alias);
export const dnsColumns = (alias: string): string => columns(DNS_COLUMNS, alias);

/** Other columns of the row are left out. */
export function sessionRecord(row: Row): SessionRecord {
  return picked(SESSION_COLUMNS, row) as unknown as SessionRecord;
}

export function dnsRecord(row: Row): DnsRecord {
  const { answers } = row;
  return {
    ...picked(DNS_COLUMNS, row),
    answers: typeof answers === 'string' ? (JSON.parse(answers) as DnsAnswer[]) : [],
    ttls: row['ttls'] ?? [],
  } as unknown as DnsRecord;
}

function picked(names: readonly string[], row: Row): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, TIMES.has(name) ? timeText(row[name]) : (row[name] ?? null)]));
}

function timeText(us: Row[string] | undefined): string | null {
  return typeof us === 'number' ? formatTime(us) : null;
}
