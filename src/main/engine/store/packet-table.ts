/** A ring of packet logs as a table for views and exports. */
import type { CellValue } from '#contract/protocol.ts';
import { PACKET_COLUMNS, type PacketColumn } from '#contract/records.ts';
import { PacketRecords } from './packet-record.ts';
import type { PacketRing } from './packet-ring.ts';
import { RingTable } from './ring-table.ts';
import type { SessionLink } from './session-link.ts';
import type { RunNames } from './run-names.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import type { SortKey } from './sort-key.ts';
import type { TableModel } from './table-model.ts';

export class PacketTable extends RingTable<PacketRing> {
  readonly table = 'packets' as const;
  readonly columns: readonly string[] = PACKET_COLUMNS;
  private readonly names: RunNames;
  private readonly link: SessionLink | null;
  private shown: PacketRecords;
  private shownOf: PacketRing['columns'];

  /** `link`: the sessions that packets belong to. */
  constructor(ring: PacketRing, names: RunNames, link: SessionLink | null = null) {
    super(ring);
    this.names = names;
    this.link = link;
    this.shownOf = ring.columns;
    this.shown = new PacketRecords(ring.columns, names, link);
  }

  /** The ring replaces its columns when it grows. */
  get records(): PacketRecords {
    if (this.shownOf !== this.ring.columns) {
      this.shownOf = this.ring.columns;
      this.shown = new PacketRecords(this.ring.columns, this.names, this.link);
    }
    return this.shown;
  }

  get fields(): RowFields<number> {
    return this.records.fields;
  }

  within({ fromUs, toUs }: TimeSpan): (index: number) => boolean {
    const { ring } = this;
    return (index) => {
      const time = ring.columns.time[index]!;
      return time >= fromUs && time <= toUs;
    };
  }

  cell(index: number, column: string): CellValue {
    return this.records.cell(index, column as PacketColumn);
  }

  freeze(): TableModel {
    return new PacketTable(this.ring.snapshot(), this.names, this.link);
  }

  sortKey(column: string): SortKey | null {
    const { columns } = this.ring;
    switch (column as PacketColumn) {
      case 'timestamp':
        return { kind: 'number', value: (index) => columns.time[index]! };
      case 'length':
        return { kind: 'number', value: (index) => columns.length[index]! };
      case 'protocol_num':
        return { kind: 'number', value: (index) => columns.protocol[index]! };
      case 'state':
        return { kind: 'number', value: (index) => columns.state[index]! || Number.NaN };
      case 'session_id':
        return { kind: 'number', value: (index) => columns.sessionSerial[index]! || Number.NaN };
      case 'src_port':
        return { kind: 'number', value: (index) => absentWhenNegative(columns.sourcePort[index]!) };
      case 'dst_port':
        return { kind: 'number', value: (index) => absentWhenNegative(columns.destinationPort[index]!) };
      case 'src_ip':
        return { kind: 'words', count: 4, words: () => columns.addresses, at: (index) => index * 8 };
      case 'dst_ip':
        return { kind: 'words', count: 4, words: () => columns.addresses, at: (index) => index * 8 + 4 };
      case 'payload':
        return { kind: 'text', value: (index) => columns.name[index] ?? null };
      case 'protocol_name':
      case 'interface':
      case 'direction':
        return { kind: 'text', value: (index) => this.cell(index, column) as string };
      default:
        return null;
    }
  }
}

function absentWhenNegative(value: number): number {
  return value < 0 ? Number.NaN : value;
}
