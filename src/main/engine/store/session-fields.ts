/** What a filter can ask of a session, under the keys of flat records: straight out of the columns wherever that is possible. */
import { protocolName } from '#base/protocol-names.ts';
import { serialOf } from '#base/session-id.ts';
import { durationSeconds } from '#base/time-text.ts';
import { PROTOCOL_TCP } from '#main/engine/decode/packet.ts';
import type { RowField, RowFields } from '#main/engine/filter/row-fields.ts';
import type { SearchField } from '#main/engine/filter/search-fields.ts';
import { HOSTNAME_SOURCES, IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import {
  endReasonName,
  hasPorts,
  hostname,
  hostnameSource,
  isIpv6,
  isMidstream,
  outOfOrder,
  retransmissions,
  serviceName,
  stateName,
  tcpFlagsText,
} from '#main/engine/flows/session-view.ts';
import type { ObservedColumns } from './observed-columns.ts';
import type { RunNames } from './run-names.ts';
import type { SessionCells } from './session-cells.ts';
import { SERVICE_CODES, serviceCode } from './service-code.ts';

export interface SessionFieldParts {
  readonly columns: SessionColumns;
  readonly cells: SessionCells;
  readonly names: RunNames;
  readonly observed: ObservedColumns | null;
  readonly searched: readonly SearchField<Slot>[];
}

type Fields = Readonly<Record<string, RowField<Slot>>>;

export function sessionFields(parts: SessionFieldParts): RowFields<Slot> {
  const own = new Map(
    Object.entries({ ...whoAndHow(parts), ...counts(parts), ...foundOut(parts), ...addedByObservers(parts) }),
  );
  return { searched: parts.searched, field: (key) => own.get(key) ?? null };
}

function whoAndHow({ columns, cells, names }: SessionFieldParts): Fields {
  const words = (): Uint32Array => columns.unsigned;
  const ipv6 = (slot: Slot): boolean => isIpv6(columns, slot);
  const lastTime = time((slot) => columns.lastTime(slot));
  return {
    record_type: { kind: 'constant', value: 'session' },
    type: { kind: 'constant', value: 'session' },
    session_id: {
      kind: 'text',
      text: cells.session_id,
      mayBe: (id) => {
        const serial = serialOf(id);
        return (slot) => serial === null || columns.serial(slot) === serial;
      },
    },
    time: lastTime,
    start_time: time((slot) => columns.startTime(slot)),
    end_time: lastTime,
    duration_s: number((slot) => durationSeconds(columns.startTime(slot), columns.lastTime(slot))),
    state: coded(
      256,
      (slot) => columns.state(slot),
      (slot) => stateName(columns.state(slot)),
    ),
    end_reason: coded(
      256,
      (slot) => columns.endReason(slot),
      (slot) => endReasonName(columns.endReason(slot)),
    ),
    interface: coded(
      65_536,
      (slot) => columns.interfaceId(slot),
      (slot) => names.interfaceName(columns.interfaceId(slot)),
    ),
    protocol_num: coded(
      256,
      (slot) => columns.protocol(slot),
      (slot) => columns.protocol(slot),
    ),
    protocol_name: coded(
      256,
      (slot) => columns.protocol(slot),
      (slot) => protocolName(columns.protocol(slot)),
    ),
    src_ip: { kind: 'address', place: { words, at: (slot) => columns.initiatorAt(slot), ipv6 } },
    dst_ip: { kind: 'address', place: { words, at: (slot) => columns.responderAt(slot), ipv6 } },
    src_port: number((slot) => (hasPorts(columns, slot) ? columns.initiatorPort(slot) : Number.NaN)),
    dst_port: number((slot) => (hasPorts(columns, slot) ? columns.responderPort(slot) : Number.NaN)),
    service: coded(
      SERVICE_CODES,
      (slot) => serviceCode(columns, slot),
      (slot) => serviceName(columns, slot),
    ),
    hostname: { kind: 'shared', text: (slot) => hostname(columns, slot) },
    hostname_source: coded(
      HOSTNAME_SOURCES.length,
      (slot) => columns.hostnameSource(slot),
      (slot) => hostnameSource(columns, slot),
    ),
    midstream: coded(
      2,
      (slot) => Number(isMidstream(columns, slot)),
      (slot) => isMidstream(columns, slot),
    ),
    vlan: { kind: 'shared', text: cells.vlan },
    tunnel: { kind: 'shared', text: cells.tunnel },
  };
}

function counts({ columns, cells }: SessionFieldParts): Fields {
  const flags = (direction: number): RowField<Slot> =>
    coded(
      256,
      (slot) => (columns.protocol(slot) === PROTOCOL_TCP ? columns.tcpFlags(slot, direction) : -1),
      (slot) => tcpFlagsText(columns, slot, direction),
    );
  return {
    packets_out: number((slot) => columns.packets(slot, OUT)),
    packets_in: number((slot) => columns.packets(slot, IN)),
    packets: number((slot) => columns.packets(slot, OUT) + columns.packets(slot, IN)),
    bytes_out: number((slot) => columns.wireBytes(slot, OUT)),
    bytes_in: number((slot) => columns.wireBytes(slot, IN)),
    bytes: number((slot) => columns.wireBytes(slot, OUT) + columns.wireBytes(slot, IN)),
    payload_bytes_out: number((slot) => columns.payloadBytes(slot, OUT)),
    payload_bytes_in: number((slot) => columns.payloadBytes(slot, IN)),
    payload_bytes: number((slot) => columns.payloadBytes(slot, OUT) + columns.payloadBytes(slot, IN)),
    tcp_flags_out: flags(OUT),
    tcp_flags_in: flags(IN),
    conn_state: { kind: 'shared', text: cells.conn_state },
    history: { kind: 'shared', text: cells.history },
    rtt_ms: number((slot) => cells.rtt_ms(slot) ?? Number.NaN),
    retransmissions_out: number((slot) => retransmissions(columns, slot, OUT) ?? Number.NaN),
    retransmissions_in: number((slot) => retransmissions(columns, slot, IN) ?? Number.NaN),
    out_of_order_out: number((slot) => outOfOrder(columns, slot, OUT) ?? Number.NaN),
    out_of_order_in: number((slot) => outOfOrder(columns, slot, IN) ?? Number.NaN),
  };
}

/** What is known beyond the packets, if at all. */
function foundOut({ cells }: SessionFieldParts): Fields {
  return {
    process: { kind: 'shared', text: cells.process },
    pid: number((slot) => cells.pid(slot) ?? Number.NaN),
    country: { kind: 'shared', text: cells.country },
    asn: number((slot) => cells.asn(slot) ?? Number.NaN),
    as_org: { kind: 'shared', text: cells.as_org },
  };
}

function addedByObservers({ observed }: SessionFieldParts): Fields {
  if (observed === null) return {};
  return Object.fromEntries(
    observed.names.map((name, position): [string, RowField<Slot>] => [
      name,
      { kind: 'values', value: (slot) => observed.value(slot, position) },
    ]),
  );
}

function number(value: (slot: Slot) => number): RowField<Slot> {
  return { kind: 'number', value };
}

function time(value: (slot: Slot) => number): RowField<Slot> {
  return { kind: 'time', value };
}

function coded(
  codes: number,
  code: (slot: Slot) => number,
  value: (slot: Slot) => string | number | boolean | null,
): RowField<Slot> {
  return { kind: 'coded', codes, code, value };
}
