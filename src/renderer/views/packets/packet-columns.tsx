import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import type { CellValue } from '#contract/protocol.ts';
import { formatBytes } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { numberCell, textCell, type ViewRow } from '../../state/row-access.ts';
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
import type { RecordColumn } from '../row-values.ts';
import type { TableLook } from '../table-look.ts';
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

function directionColumn(): RecordColumn {
  const say = words().packets.columns;
  return {
    id: 'direction',
    title: say.way,
    hint: say.wayHint,
    width: 82,
    render: (row) => {
      if (isEvent(row)) return <Nothing words={say.noPacket} />;
      const inward = textCell(row, 'direction') === 'in';
      return (
        <span className={inward ? classes.inward : classes.outward}>
          {inward ? <IconArrowLeft size={13} aria-hidden /> : <IconArrowRight size={13} aria-hidden />}
          {inward ? say.in : say.out}
        </span>
      );
    },
  };
}

function namesColumn(): RecordColumn {
  const say = words().packets.columns;
  return {
    id: 'payload',
    title: say.names,
    hint: say.namesHint,
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
    values: (row) => payloadNames(row.cells['payload']).map(([, name]) => ({ field: 'name', value: name })),
  };
}

function lengthColumn(): RecordColumn {
  const say = words().packets.columns;
  return {
    ...bytesColumn('length', say.length, say.lengthHint),
    render: (row) =>
      isEvent(row) ? <Nothing words={say.noPacket} /> : <Quantity text={formatBytes(numberCell(row, 'length') ?? 0)} />,
  };
}

export function packetColumns(look: TableLook): readonly RecordColumn[] {
  const say = words().packets.columns;
  return [
    timeColumn('timestamp', say.time, say.timeHint, { fraction: 6, width: 124, withDay: look.withDay }),
    stateColumn(say.stateHint),
    protocolColumn(),
    addressColumn('src_ip', say.source, say.sourceHint),
    portColumn('src_port', say.sourcePortHint),
    addressColumn('dst_ip', say.destination, say.destinationHint),
    portColumn('dst_port', say.destinationPortHint),
    directionColumn(),
    lengthColumn(),
    namesColumn(),
    ...(look.withInterface ? [textColumn('interface', say.interface, say.interfaceHint, 96)] : []),
  ];
}
