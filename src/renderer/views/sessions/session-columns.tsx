import { formatCount } from '../../display/units.ts';
import type { ObservedColumn } from '#contract/protocol.ts';
import { numberCell, textCell, type ViewRow } from '../../state/row-access.ts';
import type { DataColumn } from '../../widgets/data-table-types.ts';
import { SourceBadge } from '../../widgets/mark.tsx';
import { DomainText, Nothing } from '../../widgets/text-parts.tsx';
import {
  addressColumn,
  bytesColumn,
  durationColumn,
  portColumn,
  protocolColumn,
  stateColumn,
  textColumn,
  timeColumn,
} from '../cells.tsx';
import { lookKey, type TableLook } from '../table-look.ts';
import { describeHostnameSource } from '../words.ts';
import { observedText } from './observed.ts';
import classes from './sessions.module.css';

const remoteName: DataColumn<ViewRow> = {
  id: 'hostname',
  title: 'Remote name',
  hint: 'Name of the other side, and where it was learned',
  width: 172,
  minWidth: 120,
  grow: true,
  render: (row) => {
    const name = textCell(row, 'hostname');
    if (name === null) return <Nothing words="no name known" />;
    const source = textCell(row, 'hostname_source') ?? '';
    return (
      <span className={classes.name}>
        <DomainText text={name} />
        <SourceBadge text={source.toUpperCase()} title={describeHostnameSource(source)} />
      </span>
    );
  },
  tooltip: (row) => textCell(row, 'hostname') ?? undefined,
};

const packets: DataColumn<ViewRow> = {
  id: 'packets',
  title: 'Packets',
  hint: 'Packets both ways',
  width: 74,
  align: 'right',
  render: (row) => formatCount((numberCell(row, 'packets_in') ?? 0) + (numberCell(row, 'packets_out') ?? 0)),
  tooltip: (row) =>
    `${formatCount(numberCell(row, 'packets_in') ?? 0)} in, ${formatCount(numberCell(row, 'packets_out') ?? 0)} out`,
};

/** Names of observers' keys are long, and their values short: as wide as the name. */
function observedWidth(name: string): number {
  return Math.max(84, 26 + name.length * 7);
}

function observedColumn({ name, meaning }: ObservedColumn): DataColumn<ViewRow> {
  return {
    id: name,
    title: name,
    hint: meaning,
    width: observedWidth(name),
    descendingFirst: true,
    render: (row) => observedText(row.cells[name]) ?? <Nothing words="not seen" />,
    tooltip: (row) => observedText(row.cells[name]) ?? undefined,
  };
}

const cache = new Map<string, readonly DataColumn<ViewRow>[]>();

/** The same array for the same look and observers, so that rows are drawn again only when the columns changed. */
export function sessionColumns(look: TableLook, observed: readonly ObservedColumn[]): readonly DataColumn<ViewRow>[] {
  const key = [lookKey(look), ...observed.map(({ name }) => name)].join(' ');
  const known = cache.get(key);
  if (known !== undefined) return known;
  const columns = [
    timeColumn('start_time', 'Started', 'Time of the first packet', { fraction: 0, width: 80, withDay: look.withDay }),
    stateColumn('Where the conversation stands'),
    protocolColumn(),
    addressColumn('src_ip', 'Source', 'Address of the initiator'),
    portColumn('src_port', 'Port of the initiator'),
    remoteName,
    addressColumn('dst_ip', 'Remote address', 'Address of the responder'),
    portColumn('dst_port', 'Port of the responder'),
    textColumn('service', 'Service', 'By port and by what was decoded', 80),
    packets,
    bytesColumn('bytes_in', '↓ In', 'Bytes towards the initiator: whole frames on the wire'),
    bytesColumn('bytes_out', '↑ Out', 'Bytes from the initiator: whole frames on the wire'),
    durationColumn('duration_s', 'Duration', 'From the first packet to the last', 1),
    durationColumn('rtt_ms', 'RTT', 'Round-trip time of the TCP handshake', 1000, 74),
    ...(look.withInterface ? [textColumn('interface', 'Interface', 'Where the conversation was seen', 96)] : []),
    ...observed.map(observedColumn),
  ];
  cache.set(key, columns);
  return columns;
}
