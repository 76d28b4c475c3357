/** A session's columns as the values of its record, one function each. */
import type { SessionColumn, SessionRecord } from '#contract/records.ts';
import { protocolName } from '#base/protocol-names.ts';
import { connectionState } from '#main/engine/flows/connection-state.ts';
import { historyText } from '#main/engine/flows/history.ts';
import { IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import {
  endReasonName,
  hostname,
  hostnameSource,
  initiatorAddress,
  initiatorPort,
  isMidstream,
  outOfOrder,
  responderAddress,
  responderPort,
  retransmissions,
  serviceName,
  stateName,
  tcpFlagsText,
  tunnelText,
  vlanText,
} from '#main/engine/flows/session-view.ts';
import type { RunNames } from './run-names.ts';
import type { SessionAttribution } from './session-attribution.ts';
import { durationSeconds, formatTime, roundMilliseconds } from '#base/time-text.ts';

export type SessionCells = { readonly [C in SessionColumn]: (slot: Slot) => SessionRecord[C] };

export function sessionCells(
  columns: SessionColumns,
  names: RunNames,
  attribution: SessionAttribution | null = null,
): SessionCells {
  return {
    session_id: (slot) => names.sessionId(columns.startTime(slot), columns.serial(slot)),
    start_time: (slot) => formatTime(columns.startTime(slot)),
    end_time: (slot) => formatTime(columns.lastTime(slot)),
    duration_s: (slot) => durationSeconds(columns.startTime(slot), columns.lastTime(slot)),
    state: (slot) => stateName(columns.state(slot))!,
    end_reason: (slot) => endReasonName(columns.endReason(slot)),
    interface: (slot) => names.interfaceName(columns.interfaceId(slot)),
    protocol_num: (slot) => columns.protocol(slot),
    protocol_name: (slot) => protocolName(columns.protocol(slot)),
    src_ip: (slot) => initiatorAddress(columns, slot),
    src_port: (slot) => initiatorPort(columns, slot),
    dst_ip: (slot) => responderAddress(columns, slot),
    dst_port: (slot) => responderPort(columns, slot),
    service: (slot) => serviceName(columns, slot),
    hostname: (slot) => hostname(columns, slot),
    hostname_source: (slot) => hostnameSource(columns, slot),
    packets_out: (slot) => columns.packets(slot, OUT),
    packets_in: (slot) => columns.packets(slot, IN),
    bytes_out: (slot) => columns.wireBytes(slot, OUT),
    bytes_in: (slot) => columns.wireBytes(slot, IN),
    payload_bytes_out: (slot) => columns.payloadBytes(slot, OUT),
    payload_bytes_in: (slot) => columns.payloadBytes(slot, IN),
    tcp_flags_out: (slot) => tcpFlagsText(columns, slot, OUT),
    tcp_flags_in: (slot) => tcpFlagsText(columns, slot, IN),
    conn_state: (slot) => connectionState(columns, slot),
    history: (slot) => historyText(columns, slot),
    rtt_ms: (slot) => roundMilliseconds(columns.roundTripMs(slot)),
    retransmissions_out: (slot) => retransmissions(columns, slot, OUT),
    retransmissions_in: (slot) => retransmissions(columns, slot, IN),
    out_of_order_out: (slot) => outOfOrder(columns, slot, OUT),
    out_of_order_in: (slot) => outOfOrder(columns, slot, IN),
    midstream: (slot) => isMidstream(columns, slot),
    vlan: (slot) => vlanText(columns, slot),
    tunnel: (slot) => tunnelText(columns, slot),
    process: (slot) => attribution?.process(slot) ?? null,
    pid: (slot) => attribution?.pid(slot) ?? null,
    country: (slot) => attribution?.country(slot) ?? null,
    asn: (slot) => attribution?.asn(slot) ?? null,
    as_org: (slot) => attribution?.asOrg(slot) ?? null,
  };
}
