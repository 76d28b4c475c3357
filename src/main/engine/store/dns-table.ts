/** The DNS ledger as a table for views and exports. */
import type { CellValue } from '#contract/protocol.ts';
import { DNS_COLUMNS, type DnsColumn } from '#contract/records.ts';
import { parseAddress } from '#main/engine/decode/addresses.ts';
import { dnsSearchText } from './dns-record.ts';
import type { DnsRing } from './dns-ring.ts';
import { RingTable } from './ring-table.ts';
import type { SortKey } from './sort-key.ts';
import type { TableModel } from './table-model.ts';

export class DnsTable extends RingTable<DnsRing> {
  readonly table = 'dns' as const;
  readonly columns: readonly string[] = DNS_COLUMNS;

  searchText(index: number): string {
    return dnsSearchText(this.ring.at(index));
  }

  fullId(index: number): string | null {
    return this.ring.at(index).session_id;
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
