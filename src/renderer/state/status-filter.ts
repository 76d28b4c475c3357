/**
 * The one condition on a lookup's status that chips put into the display filter: found and taken out again where it stands beside others.
 * Pure; the engine alone reads filters, and what is not found here is left as it is.
 */
import type { DnsStatus } from '#contract/records.ts';

/** In the order in which they are shown. */
export const STATUSES: readonly DnsStatus[] = [
  'answered',
  'nxdomain',
  'unanswered',
  'nodata',
  'servfail',
  'refused',
  'error',
  'unsolicited',
];

const CONDITION = new RegExp(`^status = (${STATUSES.join('|')})$`);

/** Null: it says nothing of a status, or something that is no chip's. */
export function askedStatus(filter: string): DnsStatus | null {
  for (const part of parts(filter)) {
    const found = CONDITION.exec(part.trim());
    if (found !== null) return found[1] as DnsStatus;
  }
  return null;
}

export function withoutStatus(filter: string): string {
  const all = parts(filter);
  const rest = all.filter((part) => !CONDITION.test(part.trim()));
  return rest.length === all.length ? filterBeside(filter) : rest.join(' and ').trim();
}

/** As it can stand beside another condition. */
function filterBeside(filter: string): string {
  return / or |\|\|/.test(filter) && !/^\(.*\)$/.test(filter) ? `(${filter})` : filter;
}

/** Joined by `and`, none of which is inside of quotes or brackets; where there is anything else, the whole is one part. */
function parts(filter: string): string[] {
  if (/["(){}]| or |\|\|/.test(filter)) {
    // A condition at the end, behind a whole that was put in brackets.
    const end = / and (status = \w+)$/.exec(filter);
    return end === null ? [filter] : [filter.slice(0, end.index), end[1]!];
  }
  return filter.split(/ and | && /);
}
