import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { formatBytes } from '../../display/units.ts';
import type { CellValue } from '#contract/protocol.ts';
import { numberCell, textCell, type ViewRow } from '../../state/row-access.ts';
import type { DataColumn } from '../../widgets/data-table-types.ts';
import { SourceBadge } from '../../widgets/mark.tsx';
import { Nothing, Quantity } from '../../widgets/text-parts.tsx';
import {
  addressColumn,
  bytesColumn,
  portColumn,
  protocolColumn,
  stateColumn,
  textColumn,
  timeColumn,
} from '../cells.tsx';
import { lookKey, type TableLook } from '../table-look.ts';
import { describePayloadName } from '../words.ts';
import classes from './packets.module.css';

/** Names that were taken out of the payload: `{"dns": "example.com"}`. */
export function payloadNames(cell: CellValue | undefined): readonly (readonly [string, string])[] {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return [];
  return Object.entries(cell).map(([protocol, name]) => [protocol, String(name)] as const);
}

/** A session that expired is an event of the log without a packet. */
function isEvent(row: ViewRow): boolean {
  return numberCell(row, 'length') === 0;
}

const direction: DataColumn<ViewRow> = {
  id: 'direction',
  title: 'Way',
  hint: 'out: from the initiator; in: towards it',
  width: 64,
  render: (row) => {
    if (isEvent(row)) return <Nothing words="no packet" />;
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
        <SourceBadge text={protocol.toUpperCase()} title={describePayloadName(protocol)} />
        {name}
      </span>
    ));
  },
  tooltip: (row) =>
    payloadNames(row.cells['payload'])
      .map(([protocol, name]) => `${protocol}: ${name}`)
      .join(', ') || undefined,
};

const length: DataColumn<ViewRow> = {
  ...bytesColumn('length', 'Length', 'Whole frame on the wire'),
  render: (row) =>
    isEvent(row) ? <Nothing words="no packet" /> : <Quantity text={formatBytes(numberCell(row, 'length') ?? 0)} />,
};

const cache = new Map<string, readonly DataColumn<ViewRow>[]>();

/** The same array for the same look, so that rows are drawn again only when the columns changed. */
export function packetColumns(look: TableLook): readonly DataColumn<ViewRow>[] {
  const key = lookKey(look);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const columns = [
    timeColumn('timestamp', 'Time', 'When the packet was captured', { fraction: 6, width: 124, withDay: look.withDay }),
    stateColumn('State of the session after this packet'),
    protocolColumn(),
    addressColumn('src_ip', 'Source', 'Address that sent the packet'),
    portColumn('src_port', 'Port that sent the packet'),
    addressColumn('dst_ip', 'Destination', 'Address that the packet went to'),
    portColumn('dst_port', 'Port that the packet went to'),
    direction,
    length,
    payload,
    ...(look.withInterface ? [textColumn('interface', 'Interface', 'Where the packet was seen', 96)] : []),
  ];
  cache.set(key, columns);
  return columns;
}
