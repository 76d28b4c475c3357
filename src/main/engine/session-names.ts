/** Every name that a session's responder is known by, with where each comes from and since when. */
import type { SessionName } from '#contract/views/session-details.ts';
import type { DnsRecord, SessionRecord } from '#contract/records.ts';
import type { NamedPacket } from './session-packets.ts';

/** Names that the session itself asks for are of others: DNS questions say nothing of the server that is asked. */
const OF_OTHERS: ReadonlySet<string> = new Set(['dns', 'mdns', 'llmnr', 'nbns']);
const MOST_NAMES = 50;

/**
 * The one that the session goes by first, then what its own packets say, then what DNS says of the address, newest first. Of the same
 * name from the same source, the latest from before the session began counts, else the first one.
 */
export function sessionNames(
  session: SessionRecord,
  packets: readonly NamedPacket[],
  dns: readonly DnsRecord[],
): readonly SessionName[] {
  const { hostname, hostname_source: source, start_time: start, dst_ip: responder } = session;
  const agrees = (name: string): boolean => hostname !== null && sameName(name, hostname);
  const own = packets
    .filter(({ filter }) => !OF_OTHERS.has(filter))
    .map(({ name, filter, time }): SessionName => ({ name, source: filter, time, ttl: null, agrees: agrees(name) }));
  const answered = dns.flatMap((record): SessionName[] => {
    const answer = record.answers.find(({ data }) => data === responder);
    if (answer === undefined || record.query === null || record.client_ip !== session.src_ip) return [];
    return [{ name: record.query, source: 'dns', time: record.time, ttl: answer.ttl, agrees: agrees(record.query) }];
  });
  const known = [...distinct(own, start), ...distinct(answered, start).reverse()];
  const first = known.findIndex((each) => each.agrees && each.source === source);
  if (first >= 0) return [known[first]!, ...known.filter((_, at) => at !== first)].slice(0, MOST_NAMES);
  if (hostname === null) return known.slice(0, MOST_NAMES);
  const reported = { name: hostname, source: source ?? '', time: null, ttl: null, agrees: true };
  return [reported, ...known].slice(0, MOST_NAMES);
}

/** In order of time. */
function distinct(names: readonly SessionName[], start: string): SessionName[] {
  const kept = new Map<string, SessionName>();
  for (const each of names) {
    const key = `${each.source} ${each.name.toLowerCase()}`;
    const former = kept.get(key);
    // ISO 8601 in UTC sorts as text.
    if (former === undefined || (each.time !== null && each.time <= start)) {
      kept.delete(key);
      kept.set(key, each);
    }
  }
  return [...kept.values()];
}

/** Without regard to case, a final dot and a port. */
function sameName(one: string, other: string): boolean {
  const plain = (name: string): string => name.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  return plain(one) === plain(other);
}
