/** The columns of sessions: those that are there at first, in their order, then the further ones by what they are about. */
import type { ObservedColumn } from '#contract/protocol.ts';
import { words } from '../../display/words.ts';
import { numberCell, textCell } from '../../state/row-access.ts';
import { BarSpark } from '../../widgets/bar-spark.tsx';
import { CategoryDot, SourceBadge } from '../../widgets/mark.tsx';
import { DomainText, Nothing } from '../../widgets/text-parts.tsx';
import { bytesColumn, durationColumn, endpointColumn, stateColumn, textColumn, timeColumn } from '../cells.tsx';
import { scalarOf, type ColumnGroup, type RecordColumn } from '../row-values.ts';
import type { TableLook } from '../table-look.ts';
import { describeHostnameSource, protocolSlot } from '../words.ts';
import { furtherColumns } from './further-columns.tsx';
import { observedText } from './observed.ts';
import { saidOf, type ByteScales, type SaidColumn } from './said-columns.ts';
import classes from './sessions.module.css';

function remoteName(): RecordColumn {
  const { absent } = words().sessions;
  return {
    id: 'hostname',
    ...saidOf('hostname'),
    width: 188,
    minWidth: 120,
    fits: true,
    grow: true,
    render: (row) => {
      const name = textCell(row, 'hostname');
      if (name === null) return <Nothing words={absent.name} />;
      const source = textCell(row, 'hostname_source') ?? '';
      return (
        <span className={classes.name}>
          <DomainText text={name} />
          <SourceBadge text={source.toUpperCase()} title={describeHostnameSource(source)} />
        </span>
      );
    },
    tooltip: (row) => textCell(row, 'hostname') ?? absent.name,
  };
}

function application(): RecordColumn {
  const { ipProtocol } = words().common;
  return {
    id: 'application',
    sortBy: 'service',
    ...saidOf('application'),
    width: 118,
    render: (row) => {
      const protocol = textCell(row, 'protocol_name');
      const service = textCell(row, 'service');
      return (
        <>
          <CategoryDot slot={protocolSlot(protocol)} />
          {protocol}
          {service !== null && <span className={classes.service}> · {service}</span>}
        </>
      );
    },
    tooltip: (row) => ipProtocol(numberCell(row, 'protocol_num') ?? ''),
    values: (row) => {
      const service = { field: 'service', value: textCell(row, 'service') };
      const protocol = { field: 'protocol_name', value: textCell(row, 'protocol_name') };
      return service.value === null ? [protocol] : [service, protocol];
    },
  };
}

function traffic(): RecordColumn {
  const say = words().sessions;
  return {
    id: 'traffic',
    ...saidOf('traffic'),
    width: 92,
    minWidth: 92,
    fits: true,
    sortable: false,
    render: (row) => (row.traffic === null ? <Nothing words={say.noTraffic} /> : <BarSpark values={row.traffic} />),
    tooltip: (row) => (row.traffic === null ? say.absent.traffic : undefined),
    values: () => [],
  };
}

/** Names of observers' keys are long, and their values short: as wide as the name. */
function observedWidth(name: string): number {
  return Math.max(84, 26 + name.length * 7);
}

function observedColumn({ name, meaning }: ObservedColumn): RecordColumn {
  const { notSeen } = words().common;
  return {
    id: name,
    title: name,
    hint: meaning,
    width: observedWidth(name),
    descendingFirst: true,
    group: 'observed',
    render: (row) => observedText(row.cells[name]) ?? <Nothing words={notSeen} />,
    tooltip: (row) => observedText(row.cells[name]) ?? notSeen,
    values: (row) => [{ field: `record.${name}`, value: scalarOf(row.cells[name]) }],
  };
}

export function sessionColumns(
  look: TableLook,
  observed: readonly ObservedColumn[],
  scales: ByteScales,
): readonly RecordColumn[] {
  const { absent } = words().sessions;
  const noProcess = look.isLive ? absent.processLive : absent.processFile;
  const said = (id: SaidColumn): [string, string, string] => [id, saidOf(id).title, saidOf(id).hint];
  const first: readonly (readonly [ColumnGroup, RecordColumn])[] = [
    ['conversation', timeColumn(...said('start_time'), { fraction: 0, width: 80, withDay: look.withDay })],
    ['names', textColumn(...said('process'), 108, noProcess)],
    ['names', remoteName()],
    ['ends', endpointColumn(...said('remote'), { address: 'dst_ip', port: 'dst_port' })],
    ['conversation', application()],
    ['conversation', stateColumn(saidOf('state').hint)],
    ['quality', durationColumn(...said('rtt_ms'), 1000, 74, absent.rtt)],
    ['traffic', traffic()],
    ['traffic', bytesColumn(...said('bytes_in'), scales.bytes_in)],
    ['traffic', bytesColumn(...said('bytes_out'), scales.bytes_out)],
    ['conversation', durationColumn(...said('duration_s'), 1, 80)],
    ['network', textColumn(...said('interface'), 92)],
  ];
  return [
    ...first.map(([group, column]) => ({ group, ...column })),
    ...furtherColumns(look, scales, noProcess),
    ...observed.map(observedColumn),
  ];
}
