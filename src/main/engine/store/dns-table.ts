/** The DNS ledger as a table for views and exports. */
import type { CellValue } from '#contract/protocol.ts';
import { DNS_COLUMNS, type DnsColumn } from '#contract/records.ts';
import { parseAddress } from '#main/engine/decode/addresses.ts';
import { dnsSearchText } from './dns-record.ts';
import type { DnsRing } from './dns-ring.ts';
import type { SortKey } from './sort-key.ts';
import type { TableModel } from './table-model.ts';

export class DnsTable implements TableModel {
  readonly table = 'dns' as const;
  readonly columns: readonly string[] = DNS_COLUMNS;
  readonly newestFirst: boolean = false;
  readonly addTotals: null = null;
  readonly ring: DnsRing;

  constructor(ring: DnsRing) {
    this.ring = ring;
  }

  version(): number {
    return this.ring.written;
  }

  held(): number {
    return this.ring.written - this.ring.first;
  }

  lastSerial(): number {
    return this.ring.written - 1;
  }

  firstPosition(): number {
    return this.ring.first;
  }

  endPosition(): number {
    return this.ring.written;
  }

  indexAt(position: number): number {
    return position < this.ring.first ? -1 : position % this.ring.capacity;
  }

  beginWalk(): void {}

  endWalk(): void {}

  window(offset: number, limit: number): number[] {
    const from = this.ring.first + offset;
    const count = Math.max(0, Math.min(limit, this.ring.written - from));
    return Array.from({ length: count }, (_, i) => (from + i) % this.ring.capacity);
  }

  serialAt(index: number): number {
    return this.ring.numberAt(index);
  }

  searchText(index: number): string {
    return dnsSearchText(this.ring.at(index));
  }

  fullId(index: number): string | null {
    return this.ring.at(index).session_id;
  }

  searchStamp(): number {
    return 0;
  }

  key(index: number): string {
    return String(this.ring.numberAt(index));
  }

  cell(index: number, column: string): CellValue {
    return this.ring.at(index)[column as DnsColumn];
  }

  freeze(): TableModel {
    return new DnsTable(this.ring.snapshot());
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
        return {
          kind: 'words',
          count: 4,
          word: (index, word) => parseAddress(ring.at(index)[column as 'client_ip'])?.words[word] ?? 0,
        };
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
}
