/**
 * A record as a message of RFC 5424. All of it is ASCII but values of structured data, which are UTF-8 as §6.3.3 wants them:
 * JSON texts escape everything else, so that no byte order mark is needed (§6.4).
 */
import { visibleText } from '#base/visible-text.ts';
import { RECORD_ID_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import { severityOf, timeOf } from '#contract/pipelines/record-facts.ts';

export const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'console',
  'cron2',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;
export type Facility = (typeof FACILITIES)[number];

export const SYSLOG_SEVERITIES = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'informational',
  'debug',
] as const;
export type SyslogSeverity = (typeof SYSLOG_SEVERITIES)[number];

export interface MessageSettings {
  readonly facility: Facility;
  /** Of records that do not say. */
  readonly severity: SyslogSeverity;
  readonly hostname: string;
  readonly app_name: string;
  readonly message: 'json' | 'structured';
  readonly sd_id: string;
  /** Longest message, bytes. */
  readonly mostBytes: number;
}

const NIL = '-';
const MOST_APP_NAME = 48;
const MOST_HOSTNAME = 255;
const MOST_PROCESS_ID = 128;
const MOST_MESSAGE_ID = 32;
const MOST_PARAM_NAME = 32;

/** Keys that say what a record is; they stay when others have to go. */
const KEPT = new Set([RECORD_TYPE_KEY, RECORD_ID_KEY, 'truncated']);

/**
 * `now`: RFC 3339, for records without a time. A record that makes too long a message loses its longest values and gains
 * `truncated`; null: not even that helps.
 */
export function syslogMessage(
  record: PipelineRecord,
  settings: MessageSettings,
  pid: number,
  now: string,
): string | null {
  const type = record[RECORD_TYPE_KEY];
  const severity = severityOf(record) ?? SYSLOG_SEVERITIES.indexOf(settings.severity);
  const header = [
    `<${FACILITIES.indexOf(settings.facility) * 8 + severity}>1`,
    timeOf(record) ?? now,
    visible(settings.hostname, MOST_HOSTNAME),
    visible(settings.app_name, MOST_APP_NAME),
    visible(String(pid), MOST_PROCESS_ID),
    visible(typeof type === 'string' ? type : '', MOST_MESSAGE_ID),
  ].join(' ');
  const body = settings.message === 'json' ? jsonBody : (some: PipelineRecord) => structuredBody(some, settings.sd_id);
  let left = record;
  for (;;) {
    const message = `${header} ${body(left)}`;
    if (Buffer.byteLength(message) <= settings.mostBytes) return message;
    const longest = longestKey(left);
    if (longest === null) return null;
    const { [longest]: _, ...others } = left;
    left = { ...others, truncated: true };
  }
}

function jsonBody(record: PipelineRecord): string {
  return `${NIL} ${asciiJson(record)}`;
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function structuredBody(record: PipelineRecord, id: string): string {
  const parameters = Object.entries(record).flatMap(([key, value]) => {
    if (value === null) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    // Controls are to be kept out of values (§6.3.3): whatever reads the log may be a terminal.
    return [` ${name(key)}="${visibleText(text).replaceAll(/["\\\]]/g, '\\$&')}"`];
  });
  return `[${id}${parameters.join('')}]`;
}

/** SD-NAME: printable ASCII but `=`, space, `]` and `"` (§6.3.2). */
function name(key: string): string {
  return visible(key.replaceAll(/[=\]"]/g, '_'), MOST_PARAM_NAME);
}

/** Printable ASCII without spaces; NILVALUE where nothing is left. */
function visible(text: string, most: number): string {
  const kept = text.replaceAll(/[^!-~]/g, '_').slice(0, most);
  return kept === '' ? NIL : kept;
}

function longestKey(record: PipelineRecord): string | null {
  const keys = Object.keys(record).filter((key) => !KEPT.has(key));
  if (keys.length === 0) return null;
  const length = (key: string): number => JSON.stringify(record[key]).length + key.length;
  return keys.reduce((longest, key) => (length(key) > length(longest) ? key : longest));
}
