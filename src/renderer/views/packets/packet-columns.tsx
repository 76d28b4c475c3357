import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import type { CellValue } from '#contract/protocol.ts';
import { textCell, type ViewRow } from '../../state/row-access.ts';
import type { DataColumn } from '../../widgets/data-table-types.ts';
import { SourceBadge } from '../../widgets/mark.tsx';
import { Nothing } from '../../widgets/text-parts.tsx';
import {
  addressColumn,
  bytesColumn,
  portColumn,
  protocolColumn,
  stateColumn,
  textColumn,
  timeColumn,
} from '../cells.tsx';
import classes from './packets.module.css';

/** Names that were taken out of the payload: `{"dns": "example.com"}`. */
export function payloadNames(cell: CellValue | undefined): readonly (readonly [string, string])[] {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return [];
  return Object.entries(cell).map(([protocol, name]) => [protocol, String(name)] as const);
}

const direction: DataColumn<ViewRow> = {
  id: 'direction',
  title: 'Way',
  hint: 'out: from the initiator; in: towards it',
  width: 64,
  render: (row) => {
    const inward = textCell(row, 'direction') === 'in';
    return (
      <span className={inward ? classes.inward : classes.outward}>
        {inward ? <IconArrowLeft size={13} aria-hidden /> : <IconArrowRight size={13} aria-hidden />}
        {inward ? 'in' : 'out'}
      </span>
    );
  },
};

const payload: DataColumn<ViewRow> = {
  id: 'payload',
  title: 'Names in it',
  hint: 'Names that payload filters took out of the packet',
  width: 220,
  minWidth: 120,
  grow: true,
  sortable: false,
  render: (row) => {
    const names = payloadNames(row.cells['payload']);
    if (names.length === 0) return <Nothing />;
    return names.map(([protocol, name]) => (
      <span key={protocol} className={classes.name}>
        <SourceBadge text={protocol.toUpperCase()} title={`Taken out of the ${protocol.toUpperCase()} message`} />
        {name}
      </span>
    ));
  },
  tooltip: (row) =>
    payloadNames(row.cells['payload'])
      .map(([protocol, name]) => `${protocol}: ${name}`)
      .join(', ') || undefined,
};

const one: readonly DataColumn<ViewRow>[] = [
  timeColumn('timestamp', 'Time', 'When the packet was captured', 6, 124),
  stateColumn('State of the session after this packet'),
  protocolColumn(),
  addressColumn('src_ip', 'Source', 'Address that sent the packet'),
  portColumn('src_port', 'Port that sent the packet'),
  addressColumn('dst_ip', 'Destination', 'Address that the packet went to'),
  portColumn('dst_port', 'Port that the packet went to'),
  direction,
  bytesColumn('length', 'Length', 'Whole frame on the wire'),
  payload,
];
const several = [...one, textColumn('interface', 'Interface', 'Where the packet was seen', 96)];

export function packetColumns(withInterface: boolean): readonly DataColumn<ViewRow>[] {
  return withInterface ? several : one;
}
