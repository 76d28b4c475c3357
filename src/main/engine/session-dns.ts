/** DNS that a session carried, and DNS whose answers gave its client the responder's address. */
import type { DnsRecord } from '#contract/records.ts';
import type { DnsTable } from './store/dns-table.ts';
import type { Slicer } from './store/slicer.ts';

/** The newest ones. */
const MOST_RECORDS = 200;
/** Rows between two looks at the clock. */
const STRIDE = 512;

export interface RelatedDns {
  /** Oldest first. */
  readonly records: readonly DnsRecord[];
  /** Of their rows. */
  readonly keys: readonly string[];
}

/** From the newest on, in slices; what comes meanwhile is not in it. */
export async function relatedDns(
  { ring }: DnsTable,
  sessionId: string,
  client: string,
  responder: string,
  slicer: Slicer,
): Promise<RelatedDns> {
  const records: DnsRecord[] = [];
  const keys: string[] = [];
  const newest = ring.written - 1;
  for (let number = newest; number >= ring.first && records.length < MOST_RECORDS; number--) {
    const row = ring.at(number % ring.capacity);
    const led = row.client_ip === client && row.answers.some((answer) => answer.data === responder);
    if (led || row.session_id === sessionId) {
      records.push(row);
      keys.push(String(number));
    }
    if ((newest - number) % STRIDE === STRIDE - 1 && slicer.isDue()) await slicer.pause();
  }
  return { records: records.reverse(), keys: keys.reverse() };
}
