/** Sessions as text: objects for the channel, lines for files. Made from the columns only when somebody looks. */
import type { ByteText } from '#base/byte-text.ts';
import { SESSION_COLUMNS, type SessionColumn, type SessionRecord } from '#contract/records.ts';
import { writeAddress } from '#main/engine/decode/addresses.ts';
import { protocolName } from '#main/engine/decode/protocol-names.ts';
import { connectionState } from '#main/engine/flows/connection-state.ts';
import { historyText } from '#main/engine/flows/history.ts';
import { IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import {
  endReasonName,
  hasPorts,
  hostname,
  hostnameSource,
  initiatorAddress,
  initiatorPort,
  isIpv6,
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
import { COMMA, csvOptionalNumber, writeCsvLineEnd, writeCsvText, writeOptionalNumber } from './csv.ts';
import type { RunNames } from './run-names.ts';
import {
  durationSeconds,
  formatTime,
  roundMilliseconds,
  writeDuration,
  writeMilliseconds,
  writeTime,
} from './time-text.ts';

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

  /** A line with its end, in the order of SESSION_COLUMNS; written out because a million of these are wanted at once. */
  writeCsv(slot: Slot, out: ByteText): void {
    const { columns, names } = this;
    const protocol = columns.protocol(slot);
    const start = columns.startTime(slot);
    const end = columns.lastTime(slot);
    names.writeSessionId(out, start, columns.serial(slot));
    out.byte(COMMA);
    writeTime(out, start);
    out.byte(COMMA);
    writeTime(out, end);
    out.byte(COMMA);
    writeDuration(out, start, end);
    out.byte(COMMA);
    out.ascii(stateName(columns.state(slot))!);
    out.byte(COMMA);
    out.ascii(endReasonName(columns.endReason(slot)) ?? '');
    out.byte(COMMA);
    writeCsvText(out, names.interfaceName(columns.interfaceId(slot)));
    out.byte(COMMA);
    out.number(protocol);
    out.byte(COMMA);
    out.ascii(protocolName(protocol));
    out.byte(COMMA);
    const ipv6 = isIpv6(columns, slot);
    const ports = hasPorts(columns, slot);
    writeAddress(out, columns.unsigned, columns.initiatorAt(slot), ipv6);
    out.byte(COMMA);
    if (ports) out.number(columns.initiatorPort(slot));
    out.byte(COMMA);
    writeAddress(out, columns.unsigned, columns.responderAt(slot), ipv6);
    out.byte(COMMA);
    if (ports) out.number(columns.responderPort(slot));
    out.byte(COMMA);
    out.ascii(serviceName(columns, slot) ?? '');
    out.byte(COMMA);
    writeCsvText(out, hostname(columns, slot) ?? '');
    out.byte(COMMA);
    out.ascii(hostnameSource(columns, slot) ?? '');
    out.byte(COMMA);
    this.writeCounts(slot, out);
    out.byte(COMMA);
    out.ascii(connectionState(columns, slot));
    out.byte(COMMA);
    writeCsvText(out, historyText(columns, slot) ?? '');
    out.byte(COMMA);
    writeMilliseconds(out, columns.roundTripMs(slot));
    out.byte(COMMA);
    writeOptionalNumber(out, retransmissions(columns, slot, OUT));
    out.byte(COMMA);
    writeOptionalNumber(out, retransmissions(columns, slot, IN));
    out.byte(COMMA);
    writeOptionalNumber(out, outOfOrder(columns, slot, OUT));
    out.byte(COMMA);
    writeOptionalNumber(out, outOfOrder(columns, slot, IN));
    out.byte(COMMA);
    out.ascii(isMidstream(columns, slot) ? 'true' : 'false');
    out.byte(COMMA);
    out.ascii(vlanText(columns, slot) ?? '');
    out.byte(COMMA);
    writeCsvText(out, tunnelText(columns, slot) ?? '');
    // Of process, pid, country, asn and as_org nothing is known.
    out.ascii(',,,,,');
    writeCsvLineEnd(out);
  }

  private writeCounts(slot: Slot, out: ByteText): void {
    const { columns } = this;
    out.number(columns.packets(slot, OUT));
    out.byte(COMMA);
    out.number(columns.packets(slot, IN));
    out.byte(COMMA);
    out.number(columns.wireBytes(slot, OUT));
    out.byte(COMMA);
    out.number(columns.wireBytes(slot, IN));
    out.byte(COMMA);
    out.number(columns.payloadBytes(slot, OUT));
    out.byte(COMMA);
    out.number(columns.payloadBytes(slot, IN));
    out.byte(COMMA);
    out.ascii(tcpFlagsText(columns, slot, OUT) ?? '');
    out.byte(COMMA);
    out.ascii(tcpFlagsText(columns, slot, IN) ?? '');
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
