/** Packet logs as text: objects for the channel and plugins, lines for files. Made only when somebody looks. */
import type { ByteText } from '#base/byte-text.ts';
import { PACKET_COLUMNS, type PacketColumn, type PacketLog } from '#contract/records.ts';
import { formatAddress, writeAddress } from '#main/engine/decode/addresses.ts';
import { protocolName } from '#main/engine/decode/protocol-names.ts';
import { OUT } from '#main/engine/flows/session-columns.ts';
import { stateName } from '#main/engine/flows/session-view.ts';
import { COMMA, csvJson, writeCsvLineEnd, writeCsvText, writeOptionalNumber } from './csv.ts';
import type { PacketColumns } from './packet-columns.ts';
import type { RunNames } from './run-names.ts';
import { formatTime, writeTime } from './time-text.ts';

export class PacketRecords {
  private readonly columns: PacketColumns;
  private readonly names: RunNames;

  constructor(columns: PacketColumns, names: RunNames) {
    this.columns = columns;
    this.names = names;
  }

  record(at: number): PacketLog {
    return Object.fromEntries(PACKET_COLUMNS.map((column) => [column, this.cell(at, column)])) as unknown as PacketLog;
  }

  cell<C extends PacketColumn>(at: number, column: C): PacketLog[C];
  cell(at: number, column: PacketColumn): PacketLog[PacketColumn] {
    const columns = this.columns;
    switch (column) {
      case 'src_ip':
        return formatAddress(columns.addresses, at * 8, columns.ipv6[at] === 1);
      case 'dst_ip':
        return formatAddress(columns.addresses, at * 8 + 4, columns.ipv6[at] === 1);
      case 'src_port':
        return portOrNull(columns.sourcePort[at]!);
      case 'dst_port':
        return portOrNull(columns.destinationPort[at]!);
      case 'protocol_num':
        return columns.protocol[at]!;
      case 'protocol_name':
        return protocolName(columns.protocol[at]!);
      case 'state':
        return stateName(columns.state[at]!);
      case 'timestamp':
        return formatTime(columns.time[at]!);
      case 'session_id':
        return this.sessionId(at);
      case 'payload':
        return this.payload(at);
      case 'interface':
        return this.names.interfaceName(columns.interfaceId[at]!);
      case 'length':
        return columns.length[at]!;
      case 'direction':
        return columns.direction[at] === OUT ? 'out' : 'in';
    }
  }

  /** A line with its end, in the order of PACKET_COLUMNS. */
  writeCsv(at: number, out: ByteText): void {
    const { columns, names } = this;
    const ipv6 = columns.ipv6[at] === 1;
    const protocol = columns.protocol[at]!;
    writeAddress(out, columns.addresses, at * 8, ipv6);
    out.byte(COMMA);
    writeAddress(out, columns.addresses, at * 8 + 4, ipv6);
    out.byte(COMMA);
    writeOptionalNumber(out, portOrNull(columns.sourcePort[at]!));
    out.byte(COMMA);
    writeOptionalNumber(out, portOrNull(columns.destinationPort[at]!));
    out.byte(COMMA);
    out.number(protocol);
    out.byte(COMMA);
    out.ascii(protocolName(protocol));
    out.byte(COMMA);
    out.ascii(stateName(columns.state[at]!) ?? '');
    out.byte(COMMA);
    writeTime(out, columns.time[at]!);
    out.byte(COMMA);
    const serial = columns.sessionSerial[at]!;
    if (serial !== 0) names.writeSessionId(out, columns.sessionStart[at]!, serial);
    out.byte(COMMA);
    if (columns.name[at] !== undefined) out.utf8(csvJson(this.payload(at)));
    out.byte(COMMA);
    writeCsvText(out, names.interfaceName(columns.interfaceId[at]!));
    out.byte(COMMA);
    out.number(columns.length[at]!);
    out.byte(COMMA);
    out.ascii(columns.direction[at] === OUT ? 'out' : 'in');
    writeCsvLineEnd(out);
  }

  jsonLine(at: number): string {
    return `${JSON.stringify(this.record(at))}\n`;
  }

  sessionId(at: number): string | null {
    const serial = this.columns.sessionSerial[at]!;
    return serial === 0 ? null : this.names.sessionId(this.columns.sessionStart[at]!, serial);
  }

  /** What the text filter searches: who, what and which name; not times and sizes. */
  searchText(at: number): string {
    const columns = this.columns;
    const ipv6 = columns.ipv6[at] === 1;
    const state = stateName(columns.state[at]!) ?? '';
    const source = formatAddress(columns.addresses, at * 8, ipv6);
    const destination = formatAddress(columns.addresses, at * 8 + 4, ipv6);
    const ports = `${portText(columns.sourcePort[at]!)}\n${portText(columns.destinationPort[at]!)}`;
    const direction = columns.direction[at] === OUT ? 'out' : 'in';
    const interfaceName = this.names.interfaceName(columns.interfaceId[at]!);
    const name = columns.name[at] ?? '';
    const text = `${source}\n${destination}\n${ports}\n${protocolName(columns.protocol[at]!)}\n${state}\n${direction}\n`;
    return `${text}${interfaceName}\n${name}`.toLowerCase();
  }

  payload(at: number): Readonly<Record<string, string>> | null {
    const name = this.columns.name[at];
    const filter = this.columns.filter[at];
    return name === undefined || filter === undefined ? null : { [filter]: name };
  }
}

function portOrNull(port: number): number | null {
  return port < 0 ? null : port;
}

function portText(port: number): string {
  return port < 0 ? '' : String(port);
}
