/** Sessions as text: objects for the channel, lines for files. Made from the columns only when somebody looks. */
import { SESSION_COLUMNS, type SessionColumn, type SessionRecord } from '#contract/records.ts';
import { protocolName } from '#main/engine/decode/protocol-names.ts';
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
import { CSV_LINE_END, csvOptionalNumber, csvOptionalText, csvText } from './csv.ts';
import type { RunNames } from './run-names.ts';
import { durationSeconds, formatTime, roundMilliseconds } from './time-text.ts';

export class SessionRecords {
  private readonly columns: SessionColumns;
  private readonly names: RunNames;

  constructor(columns: SessionColumns, names: RunNames) {
    this.columns = columns;
    this.names = names;
  }

  record(slot: Slot): SessionRecord {
    return Object.fromEntries(SESSION_COLUMNS.map((name) => [name, this.cell(slot, name)])) as unknown as SessionRecord;
  }

  cell<C extends SessionColumn>(slot: Slot, column: C): SessionRecord[C];
  cell(slot: Slot, column: SessionColumn): SessionRecord[SessionColumn] {
    const columns = this.columns;
    switch (column) {
      case 'session_id':
        return this.id(slot);
      case 'start_time':
        return formatTime(columns.startTime(slot));
      case 'end_time':
        return formatTime(columns.lastTime(slot));
      case 'duration_s':
        return durationSeconds(columns.startTime(slot), columns.lastTime(slot));
      case 'state':
        return stateName(columns.state(slot))!;
      case 'end_reason':
        return endReasonName(columns.endReason(slot));
      case 'interface':
        return this.names.interfaceName(columns.interfaceId(slot));
      case 'protocol_num':
        return columns.protocol(slot);
      case 'protocol_name':
        return protocolName(columns.protocol(slot));
      case 'src_ip':
        return initiatorAddress(columns, slot);
      case 'src_port':
        return initiatorPort(columns, slot);
      case 'dst_ip':
        return responderAddress(columns, slot);
      case 'dst_port':
        return responderPort(columns, slot);
      case 'service':
        return serviceName(columns, slot);
      case 'hostname':
        return hostname(columns, slot);
      case 'hostname_source':
        return hostnameSource(columns, slot);
      case 'packets_out':
        return columns.packets(slot, OUT);
      case 'packets_in':
        return columns.packets(slot, IN);
      case 'bytes_out':
        return columns.wireBytes(slot, OUT);
      case 'bytes_in':
        return columns.wireBytes(slot, IN);
      case 'payload_bytes_out':
        return columns.payloadBytes(slot, OUT);
      case 'payload_bytes_in':
        return columns.payloadBytes(slot, IN);
      case 'tcp_flags_out':
        return tcpFlagsText(columns, slot, OUT);
      case 'tcp_flags_in':
        return tcpFlagsText(columns, slot, IN);
      case 'conn_state':
        return connectionState(columns, slot);
      case 'history':
        return historyText(columns, slot);
      case 'rtt_ms':
        return roundMilliseconds(columns.roundTripMs(slot));
      case 'retransmissions_out':
        return retransmissions(columns, slot, OUT);
      case 'retransmissions_in':
        return retransmissions(columns, slot, IN);
      case 'out_of_order_out':
        return outOfOrder(columns, slot, OUT);
      case 'out_of_order_in':
        return outOfOrder(columns, slot, IN);
      case 'midstream':
        return isMidstream(columns, slot);
      case 'vlan':
        return vlanText(columns, slot);
      case 'tunnel':
        return tunnelText(columns, slot);
      case 'process':
      case 'pid':
      case 'country':
      case 'asn':
      case 'as_org':
        return null;
    }
  }

  /** In the order of SESSION_COLUMNS; written out because a million of these are wanted in a few seconds. */
  csvLine(slot: Slot): string {
    const columns = this.columns;
    const protocol = columns.protocol(slot);
    const start = columns.startTime(slot);
    const end = columns.lastTime(slot);
    const times = `${formatTime(start)},${formatTime(end)},${durationSeconds(start, end)}`;
    const states = `${stateName(columns.state(slot))!},${endReasonName(columns.endReason(slot)) ?? ''}`;
    const place = `${csvText(this.names.interfaceName(columns.interfaceId(slot)))},${protocol},${protocolName(protocol)}`;
    const source = `${initiatorAddress(columns, slot)},${csvOptionalNumber(initiatorPort(columns, slot))}`;
    const destination = `${responderAddress(columns, slot)},${csvOptionalNumber(responderPort(columns, slot))}`;
    const host = `${csvText(hostname(columns, slot) ?? '')},${hostnameSource(columns, slot) ?? ''}`;
    const packets = `${columns.packets(slot, OUT)},${columns.packets(slot, IN)}`;
    const bytes = `${columns.wireBytes(slot, OUT)},${columns.wireBytes(slot, IN)}`;
    const payload = `${columns.payloadBytes(slot, OUT)},${columns.payloadBytes(slot, IN)}`;
    const flags = `${tcpFlagsText(columns, slot, OUT) ?? ''},${tcpFlagsText(columns, slot, IN) ?? ''}`;
    const course = `${connectionState(columns, slot)},${csvOptionalText(historyText(columns, slot))}`;
    const roundTrip = csvOptionalNumber(roundMilliseconds(columns.roundTripMs(slot)));
    const parties = `${source},${destination},${serviceName(columns, slot) ?? ''},${host}`;
    const again = `${csvOptionalNumber(retransmissions(columns, slot, OUT))},${csvOptionalNumber(retransmissions(columns, slot, IN))}`;
    const late = `${csvOptionalNumber(outOfOrder(columns, slot, OUT))},${csvOptionalNumber(outOfOrder(columns, slot, IN))}`;
    const around = `${isMidstream(columns, slot) ? 'true' : 'false'},${vlanText(columns, slot) ?? ''},${tunnelText(columns, slot) ?? ''}`;
    const known = `${this.id(slot)},${times},${states},${place},${parties},${packets},${bytes},${payload},${flags},${course}`;
    return `${known},${roundTrip},${again},${late},${around},,,,,${CSV_LINE_END}`;
  }

  jsonLine(slot: Slot): string {
    return `${JSON.stringify(this.record(slot))}\n`;
  }

  id(slot: Slot): string {
    return this.names.sessionId(this.columns.startTime(slot), this.columns.serial(slot));
  }

  /** What the text filter searches: who, what and how it went; not times and counts. */
  searchText(slot: Slot): string {
    const columns = this.columns;
    const source = `${initiatorAddress(columns, slot)}\n${csvOptionalNumber(initiatorPort(columns, slot))}`;
    const destination = `${responderAddress(columns, slot)}\n${csvOptionalNumber(responderPort(columns, slot))}`;
    const what = `${protocolName(columns.protocol(slot))}\n${serviceName(columns, slot) ?? ''}`;
    const how = `${stateName(columns.state(slot))!}\n${endReasonName(columns.endReason(slot)) ?? ''}`;
    const where = `${this.names.interfaceName(columns.interfaceId(slot))}\n${vlanText(columns, slot) ?? ''}`;
    return `${source}\n${destination}\n${what}\n${how}\n${where}\n${hostname(columns, slot) ?? ''}`.toLowerCase();
  }
}
