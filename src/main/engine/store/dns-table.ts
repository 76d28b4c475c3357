/** The DNS ledger as a table for views and exports. */
import type { CellValue } from '#contract/protocol.ts';
import { DNS_COLUMNS, type DnsColumn } from '#contract/records.ts';
import { parseAddress } from '#base/addresses.ts';
import { dnsFields } from './dns-fields.ts';
import type { DnsRing } from './dns-ring.ts';
import { RingTable } from './ring-table.ts';
import type { SessionLink } from './session-link.ts';
import { formatTime } from '#base/time-text.ts';
import { serialOf } from '#base/session-id.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import type { SortKey } from './sort-key.ts';

export class DnsTable extends RingTable<DnsRing> {
  readonly table = 'dns' as const;
  readonly columns: readonly string[] = DNS_COLUMNS;

  readonly fields: RowFields<number>;
  private readonly link: SessionLink | null;

  /** `link`: the sessions that carried transactions. */
  constructor(ring: DnsRing, link: SessionLink | null = null) {
    super(ring);
    this.link = link;
    this.fields = dnsFields(
      (index: number) => ring.at(index),
      link,
      (index) => serialOf(ring.at(index).session_id ?? '') ?? 0,
    );
  }

  within({ fromUs, toUs }: TimeSpan): (index: number) => boolean {
    // Order of texts is that of times; a row's is cut to whole microseconds.
    const [from, to] = [formatTime(Math.ceil(fromUs)), formatTime(toUs)];
    return (index) => {
      const { time } = this.ring.at(index);
      return time >= from && time <= to;
    };
  }

  cell(index: number, column: string): CellValue {
    return this.ring.at(index)[column as DnsColumn];
  }

  freeze(): DnsTable {
    return new DnsTable(this.ring.snapshot(), this.link);
  }

  sortKey(column: string): SortKey | null {
    const { ring } = this;
    switch (column as DnsColumn) {
      case 'client_port':
      case 'server_port':
      case 'trans_id':
      case 'rcode':
      case 'latency_ms':
        return { kind: 'number', value: (index) => (this.cell(index, column) as number | null) ?? Number.NaN };
      case 'client_ip':
      case 'server_ip':
        return this.addressKey(column as 'client_ip');
      case 'answers':
        return {
          kind: 'text',
          value: (index) =>
            ring
              .at(index)
              .answers.map((answer) => answer.data)
              .join(' '),
        };
      case 'ttls':
        return { kind: 'number', value: (index) => Math.min(...ring.at(index).ttls, Number.MAX_VALUE) };
      default:
        if (!DNS_COLUMNS.includes(column as DnsColumn)) return null;
        return { kind: 'text', value: (index) => ring.at(index)[column as 'query'] };
    }
  }

  private addressKey(column: 'client_ip' | 'server_ip'): SortKey {
    const words = new Uint32Array(4);
    const at = (index: number): number => {
      const address = parseAddress(this.ring.at(index)[column]);
      if (address === null) words.fill(0);
      else words.set(address.words);
      return 0;
    };
    return { kind: 'words', count: 4, words: () => words, at };
  }
}
