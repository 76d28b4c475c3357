/** Sessions as text: objects for the channel, lines for files. Made from the columns only when somebody looks. */
import { SESSION_COLUMNS, type SessionColumn, type SessionRecord } from '#contract/records.ts';
import { formatAddress } from '#main/engine/decode/addresses.ts';
import { PROTOCOL_TCP } from '#main/engine/decode/packet.ts';
import { protocolName } from '#main/engine/decode/protocol-names.ts';
import { connectionState } from '#main/engine/flows/connection-state.ts';
import { FLAG_HAS_PORTS, FLAG_IPV6, FLAG_MIDSTREAM } from '#main/engine/flows/flow-flags.ts';
import { historyText } from '#main/engine/flows/history.ts';
import { HOSTNAME_SOURCES, IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import { CSV_LINE_END, csvOptionalNumber, csvOptionalText, csvText } from './csv.ts';
import type { RunNames } from './run-names.ts';
import { serviceName } from './service-names.ts';
import { endReasonName, stateName, tcpFlagsText } from './session-words.ts';
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
        return formatTime(columns.startTime[slot]!);
      case 'end_time':
        return formatTime(columns.lastTime[slot]!);
      case 'duration_s':
        return durationSeconds(columns.startTime[slot]!, columns.lastTime[slot]!);
      case 'state':
        return stateName(columns.state[slot]!);
      case 'end_reason':
        return endReasonName(columns.endReason[slot]!);
      case 'interface':
        return this.names.interfaceName(columns.interfaceId[slot]!);
      case 'protocol_num':
        return columns.protocol[slot]!;
      case 'protocol_name':
        return protocolName(columns.protocol[slot]!);
      case 'src_ip':
        return this.address(slot, OUT);
      case 'src_port':
        return this.hasPorts(slot) ? columns.initiatorPort[slot]! : null;
      case 'dst_ip':
        return this.address(slot, IN);
      case 'dst_port':
        return this.hasPorts(slot) ? columns.responderPort[slot]! : null;
      case 'service':
        return this.service(slot);
      case 'hostname':
        return columns.hostname[slot] ?? null;
      case 'hostname_source':
        return HOSTNAME_SOURCES[columns.hostnameSource[slot]!] || null;
      case 'packets_out':
        return columns.packets[slot * 2 + OUT]!;
      case 'packets_in':
        return columns.packets[slot * 2 + IN]!;
      case 'bytes_out':
        return columns.wireBytes[slot * 2 + OUT]!;
      case 'bytes_in':
        return columns.wireBytes[slot * 2 + IN]!;
      case 'payload_bytes_out':
        return columns.payloadBytes[slot * 2 + OUT]!;
      case 'payload_bytes_in':
        return columns.payloadBytes[slot * 2 + IN]!;
      case 'tcp_flags_out':
        return this.tcpFlags(slot, OUT);
      case 'tcp_flags_in':
        return this.tcpFlags(slot, IN);
      case 'conn_state':
        return connectionState(columns, slot);
      case 'history':
        return historyText(columns, slot);
      case 'rtt_ms':
        return roundMilliseconds(columns.roundTripMs[slot]!);
      case 'midstream':
        return (columns.flags[slot]! & FLAG_MIDSTREAM) !== 0;
      case 'vlan':
        return this.vlan(slot);
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
    const protocol = columns.protocol[slot]!;
    const hasPorts = this.hasPorts(slot);
    const out = slot * 2 + OUT;
    const back = slot * 2 + IN;
    const start = columns.startTime[slot]!;
    const end = columns.lastTime[slot]!;
    return `${this.id(slot)},${formatTime(start)},${formatTime(end)},${durationSeconds(start, end)},${
      stateName(columns.state[slot]!)
    },${endReasonName(columns.endReason[slot]!) ?? ''},${
      csvText(this.names.interfaceName(columns.interfaceId[slot]!))
    },${protocol},${protocolName(protocol)},${this.address(slot, OUT)},${
      hasPorts ? columns.initiatorPort[slot]! : ''
    },${this.address(slot, IN)},${hasPorts ? columns.responderPort[slot]! : ''},${
      this.service(slot) ?? ''
    },${csvText(columns.hostname[slot] ?? '')},${HOSTNAME_SOURCES[columns.hostnameSource[slot]!] ?? ''},${
      columns.packets[out]!
    },${columns.packets[back]!},${columns.wireBytes[out]!},${columns.wireBytes[back]!},${
      columns.payloadBytes[out]!
    },${columns.payloadBytes[back]!},${this.tcpFlags(slot, OUT) ?? ''},${this.tcpFlags(slot, IN) ?? ''},${
      csvOptionalText(connectionState(columns, slot))
    },${csvOptionalText(historyText(columns, slot))},${
      csvOptionalNumber(roundMilliseconds(columns.roundTripMs[slot]!))
    },${(columns.flags[slot]! & FLAG_MIDSTREAM) === 0 ? 'false' : 'true'},${this.vlan(slot) ?? ''},,,,,${CSV_LINE_END}`;
  }

  jsonLine(slot: Slot): string {
    return `${JSON.stringify(this.record(slot))}\n`;
  }

  id(slot: Slot): string {
    return this.names.sessionId(this.columns.startTime[slot]!, this.columns.serial[slot]!);
  }

  /** What the text filter searches: who, what and how it went; not times and counts. */
  searchText(slot: Slot): string {
    const columns = this.columns;
    const ports = this.hasPorts(slot) ? `${columns.initiatorPort[slot]!}\n${columns.responderPort[slot]!}` : '';
    const words = `${stateName(columns.state[slot]!)}\n${endReasonName(columns.endReason[slot]!) ?? ''}`;
    const place = `${this.names.interfaceName(columns.interfaceId[slot]!)}\n${this.vlan(slot) ?? ''}`;
    const text = `${this.address(slot, OUT)}\n${this.address(slot, IN)}\n${ports}\n${this.service(slot) ?? ''}\n${
      protocolName(columns.protocol[slot]!)
    }\n${words}\n${place}\n${columns.hostname[slot] ?? ''}`;
    return text.toLowerCase();
  }

  private address(slot: Slot, side: number): string {
    return formatAddress(this.columns.addresses, slot * 8 + side * 4, (this.columns.flags[slot]! & FLAG_IPV6) !== 0);
  }

  private hasPorts(slot: Slot): boolean {
    return (this.columns.flags[slot]! & FLAG_HAS_PORTS) !== 0;
  }

  private service(slot: Slot): string | null {
    return serviceName(this.columns.protocol[slot]!, this.columns.responderPort[slot]!);
  }

  private tcpFlags(slot: Slot, direction: number): string | null {
    return this.columns.protocol[slot] === PROTOCOL_TCP ? tcpFlagsText(this.columns.tcpFlags[slot * 2 + direction]!) : null;
  }

  private vlan(slot: Slot): string | null {
    const outer = this.columns.outerVlan[slot]!;
    const inner = this.columns.innerVlan[slot]!;
    if (outer === 0) return null;
    return inner === 0 ? String(outer - 1) : `${outer - 1}.${inner - 1}`;
  }
}
