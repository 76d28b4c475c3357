/** DNS transactions as rows of the history, from the ring in which the viewer holds them: nothing is done for one until it is written. */
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { HistoryCell, HistoryRows } from '#contract/history/rows.ts';
import { DNS_COLUMNS, type DnsColumn, type DnsRecord } from '#contract/records.ts';
import { timeOfText } from '../filter/literals.ts';
import type { DnsRing } from '../store/dns-ring.ts';
import { RowColumns } from './row-columns.ts';

/** TTLs of 2^31 and more are zero (RFC 2181 §8). */
const LARGEST_TTL = 0x7fff_ffff;

export class DnsRows {
  readonly #ring: DnsRing;
  /** Numbers given out. */
  count: number = 0;
  #next: number;
  /** What comes from here on is not wanted. */
  #end: number = Number.POSITIVE_INFINITY;
  /** Those that the ring had let go of before they were taken. */
  lost: number = 0;

  constructor(ring: DnsRing) {
    this.#ring = ring;
    this.#next = ring.written;
  }

  get waiting(): number {
    return Math.max(0, Math.min(this.#ring.written, this.#end) - this.#next);
  }

  /** What waits is let go of; what comes from now on is wanted. */
  begin(): void {
    this.#next = this.#ring.written;
    this.#end = Number.POSITIVE_INFINITY;
  }

  /** What comes from now on is not wanted. */
  stop(): void {
    this.#end = Math.min(this.#end, this.#ring.written);
  }

  /** At most `limit`, oldest first. `base`: highest number before this capture. */
  take(limit: number, runId: number, base: number): HistoryRows | undefined {
    const ring = this.#ring;
    if (ring.first > this.#next) {
      this.lost += ring.first - this.#next;
      this.#next = ring.first;
    }
    const rows = new RowColumns(HISTORY_TABLES.dns.length);
    for (const end = Math.min(ring.written, this.#end, this.#next + limit); this.#next < end; this.#next++) {
      const record = ring.at(this.#next % ring.capacity);
      rows.add([runId, base + ++this.count, ...DNS_COLUMNS.map((name) => cellOf(record, name))]);
    }
    return rows.take();
  }
}

function cellOf(record: DnsRecord, name: DnsColumn): HistoryCell {
  switch (name) {
    case 'time':
      return timeOfText(record.time);
    case 'answers':
      return JSON.stringify(record.answers);
    case 'ttls':
      return record.ttls.map((ttl) => (ttl > LARGEST_TTL ? 0 : ttl));
    default:
      return record[name];
  }
}
