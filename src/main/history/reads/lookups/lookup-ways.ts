/** How lookups went, as charts tell it. */
import type { DnsStatus } from '#contract/records.ts';
import type { DnsSummaryFrame } from '#contract/views/dns.ts';

export type Way = keyof DnsSummaryFrame['over'];

export const WAYS: Readonly<Record<DnsStatus, Way>> = {
  answered: 'answered',
  nodata: 'answered',
  unsolicited: 'answered',
  nxdomain: 'failed',
  servfail: 'failed',
  refused: 'failed',
  error: 'failed',
  unanswered: 'unanswered',
};

const ANSWERED = Object.keys(WAYS).filter((status) => WAYS[status as DnsStatus] === 'answered');

/** Of a lookup as `t`: it had no answer, or a failure. */
export const VAIN: string = `t.status NOT IN (${ANSWERED.map((status) => `'${status}'`).join(', ')})`;
