/** What a filter can ask of a packet log, under the keys of flat records; the rest is its session's. */
import { protocolName } from '#base/protocol-names.ts';
import { serialOf } from '#base/session-id.ts';
import type { RowField, RowFields } from '#main/engine/filter/row-fields.ts';
import type { SearchField } from '#main/engine/filter/search-fields.ts';
import type { PacketColumns } from '#main/engine/flows/packet-columns.ts';
import { OUT } from '#main/engine/flows/session-columns.ts';
import { stateName } from '#main/engine/flows/session-view.ts';
import type { RunNames } from './run-names.ts';
import { linkedFields, type SessionLink } from './session-link.ts';

export interface PacketFieldParts {
  readonly columns: PacketColumns;
  readonly names: RunNames;
  readonly sessionId: (at: number) => string | null;
  readonly searched: readonly SearchField<number>[];
}

export function packetFields(parts: PacketFieldParts, link: SessionLink | null): RowFields<number> {
  const { columns } = parts;
  return linkedFields(parts.searched, ownFields(parts), link, (at) => columns.sessionSerial[at]!);
}

function ownFields({ columns, names, sessionId }: PacketFieldParts): Readonly<Record<string, RowField<number>>> {
  const protocol = (at: number): number => columns.protocol[at]!;
  return {
    record_type: { kind: 'constant', value: 'packet' },
    type: { kind: 'constant', value: 'packet' },
    time: { kind: 'time', value: (at) => columns.time[at]! },
    src_ip: address(columns, 0),
    dst_ip: address(columns, 4),
    src_port: { kind: 'number', value: (at) => portOrNone(columns.sourcePort[at]!) },
    dst_port: { kind: 'number', value: (at) => portOrNone(columns.destinationPort[at]!) },
    protocol_num: { kind: 'coded', codes: 256, code: protocol, value: protocol },
    protocol_name: { kind: 'coded', codes: 256, code: protocol, value: (at) => protocolName(protocol(at)) },
    state: {
      kind: 'coded',
      codes: 256,
      code: (at) => columns.state[at]!,
      value: (at) => stateName(columns.state[at]!),
    },
    session_id: {
      kind: 'text',
      text: sessionId,
      mayBe: (id) => {
        const serial = serialOf(id);
        return (at) => serial === null || columns.sessionSerial[at] === serial;
      },
    },
    interface: {
      kind: 'coded',
      codes: 65_536,
      code: (at) => columns.interfaceId[at]!,
      value: (at) => names.interfaceName(columns.interfaceId[at]!),
    },
    packets: { kind: 'constant', value: 1 },
    bytes: { kind: 'number', value: (at) => columns.length[at]! },
    direction: {
      kind: 'coded',
      codes: 256,
      code: (at) => columns.direction[at]!,
      value: (at) => (columns.direction[at] === OUT ? 'out' : 'in'),
    },
    name: { kind: 'shared', text: (at) => columns.name[at] ?? null },
    name_source: { kind: 'shared', text: (at) => columns.filter[at] ?? null },
  };
}

function address(columns: PacketColumns, side: number): RowField<number> {
  return {
    kind: 'address',
    place: {
      words: () => columns.addresses,
      at: (at) => at * 8 + side,
      ipv6: (at) => columns.ipv6[at] === 1,
    },
  };
}

function portOrNone(port: number): number {
  return port < 0 ? Number.NaN : port;
}
