/** Columns of sessions that are shown when somebody asks for them: every other column of the record. */
import { words } from '../../display/words.ts';
import { formatCount } from '../../display/units.ts';
import { numberCell, textCell, type ViewRow } from '../../state/row-access.ts';
import { Nothing } from '../../widgets/text-parts.tsx';
import {
  addressColumn,
  bytesColumn,
  countColumn,
  endpointColumn,
  portColumn,
  protocolColumn,
  textColumn,
  timeColumn,
} from '../cells.tsx';
import type { ColumnGroup, RecordColumn } from '../row-values.ts';
import type { TableLook } from '../table-look.ts';
import { countryName } from './country-name.ts';
import { saidOf, type ByteScales, type SaidColumn } from './said-columns.ts';

export function furtherColumns(look: TableLook, scales: ByteScales, noProcess: string): readonly RecordColumn[] {
  const { absent } = words().sessions;
  const said = (id: SaidColumn): [string, string, string] => [id, saidOf(id).title, saidOf(id).hint];
  const mono = (id: SaidColumn, width: number, why?: string): RecordColumn => ({
    ...textColumn(...said(id), width, why),
    mono: true,
  });
  const port = (id: 'src_port' | 'dst_port'): RecordColumn => ({
    ...portColumn(id, saidOf(id).hint, saidOf(id).title),
    width: 96,
  });
  const columns: Readonly<Record<ColumnGroup, readonly RecordColumn[]>> = {
    conversation: [
      timeColumn(...said('end_time'), { fraction: 0, width: 92, withDay: look.withDay }),
      endReason(),
      { ...protocolColumn(), ...saidOf('protocol_name'), width: 96 },
      textColumn(...said('service'), 84),
      textColumn(...said('conn_state'), 96),
      mono('history', 120),
      midstream(),
      mono('session_id', 260),
    ],
    ends: [
      endpointColumn(...said('local'), { address: 'src_ip', port: 'src_port' }),
      addressColumn(...said('src_ip')),
      port('src_port'),
      addressColumn(...said('dst_ip')),
      port('dst_port'),
    ],
    names: [
      textColumn(...said('hostname_source'), 92, absent.name),
      { ...countColumn(...said('pid'), noProcess), measured: false },
      country(),
      { ...countColumn(...said('asn'), absent.place), measured: false },
      textColumn(...said('as_org'), 150, absent.place),
    ],
    traffic: [
      packetsColumn(),
      countColumn(...said('packets_in')),
      countColumn(...said('packets_out')),
      { ...bytesColumn(...said('payload_bytes_in'), scales.payload_bytes_in), width: 112 },
      { ...bytesColumn(...said('payload_bytes_out'), scales.payload_bytes_out), width: 112 },
    ],
    quality: (['retransmissions_in', 'retransmissions_out', 'out_of_order_in', 'out_of_order_out'] as const).map(
      (id) => ({ ...countColumn(...said(id), absent.tcpOnly), width: 112 }),
    ),
    network: [
      textColumn(...said('vlan'), 70, absent.untagged),
      textColumn(...said('tunnel'), 180, absent.notTunnelled),
      mono('tcp_flags_in', 92, absent.tcpOnly),
      mono('tcp_flags_out', 92, absent.tcpOnly),
    ],
    observed: [],
  };
  return Object.entries(columns).flatMap(([group, list]) =>
    list.map((column) => ({ ...column, group: group as ColumnGroup, standard: false })),
  );
}

function endReason(): RecordColumn {
  const { ended, absent } = words().sessions;
  return {
    id: 'end_reason',
    ...saidOf('end_reason'),
    width: 96,
    render: (row) => {
      const reason = textCell(row, 'end_reason');
      if (reason === null) return <Nothing words={absent.open} />;
      return Object.hasOwn(ended, reason) ? ended[reason as keyof typeof ended] : reason;
    },
    tooltip: (row) => textCell(row, 'end_reason') ?? absent.open,
  };
}

function midstream(): RecordColumn {
  const { yes, no } = words().common;
  return {
    id: 'midstream',
    ...saidOf('midstream'),
    width: 118,
    render: (row) => (row.cells['midstream'] === true ? yes : no),
  };
}

function country(): RecordColumn {
  const { absent } = words().sessions;
  return {
    id: 'country',
    ...saidOf('country'),
    width: 84,
    render: (row) => textCell(row, 'country') ?? <Nothing words={absent.place} />,
    tooltip: (row) => {
      const code = textCell(row, 'country');
      return code === null ? absent.place : countryName(code);
    },
  };
}

function packetsColumn(): RecordColumn {
  const { inOut } = words().sessions;
  const counts = (row: ViewRow): [number, number] => [
    numberCell(row, 'packets_in') ?? 0,
    numberCell(row, 'packets_out') ?? 0,
  ];
  return {
    id: 'packets',
    ...saidOf('packets'),
    width: 78,
    align: 'right',
    descendingFirst: true,
    measured: true,
    render: (row) => formatCount(counts(row)[0] + counts(row)[1]),
    tooltip: (row) => inOut(formatCount(counts(row)[0]), formatCount(counts(row)[1])),
    values: (row) => [{ field: 'packets', value: counts(row)[0] + counts(row)[1] }],
  };
}
