/** What our DNS records call things, for records of others. */
import type { DnsStatus } from '#contract/records.ts';

const CLASSES: ReadonlyMap<number, string> = new Map([
  [1, 'IN'],
  [3, 'CH'],
  [4, 'HS'],
  [254, 'NONE'],
  [255, 'ANY'],
]);

/** IANA "DNS RCODEs". */
const RCODES: readonly string[] = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

export function className(value: number): string {
  return CLASSES.get(value) ?? `CLASS${value}`;
}

/** Null where it is no name of a code. */
export function rcodeNumber(name: string): number | null {
  const number = RCODES.indexOf(name.toUpperCase());
  if (number >= 0) return number;
  const digits = /^(?:RCODE)?(\d{1,5})$/i.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Of a transaction whose question was seen; `rcode` null: nobody answered. */
export function statusOf(rcode: number | null, answers: number): DnsStatus {
  if (rcode === null) return 'unanswered';
  if (rcode === 0) return answers > 0 ? 'answered' : 'nodata';
  if (rcode === 2) return 'servfail';
  if (rcode === 3) return 'nxdomain';
  return rcode === 5 ? 'refused' : 'error';
}
