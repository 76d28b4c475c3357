/** Packet logs as text: objects for the channel and plugins, lines for files. Made only when somebody looks. */
import type { ByteText } from '#base/byte-text.ts';
import { PACKET_COLUMNS, type Direction, type PacketColumn, type PacketLog } from '#contract/records.ts';
import { formatAddress, writeAddress } from '#base/addresses.ts';
import { protocolName } from '#base/protocol-names.ts';
import { OUT } from '#main/engine/flows/session-columns.ts';
import { stateName } from '#main/engine/flows/session-view.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import { COMMA, csvJson, writeCsvLineEnd, writeCsvText, writeOptionalNumber } from '#base/csv.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import type { PacketColumns } from '#main/engine/flows/packet-columns.ts';
import { packetFields } from './packet-fields.ts';
import type { RunNames } from './run-names.ts';
import type { SessionLink } from './session-link.ts';
import {
  addressField,
  codedField,
  idField,
  textField,
  portField,
  type SearchField,
} from '#main/engine/filter/search-fields.ts';
import { formatTime, writeTime } from '#base/time-text.ts';

export class PacketRecords {
  private readonly columns: PacketColumns;
  /** What filters ask for; words: who, what and which name, not times and sizes. */
  readonly fields: RowFields<number>;
  /** A line with its end, in the order of PACKET_COLUMNS. */
  readonly writeJson: (at: number, out: ByteText) => void;
  private readonly names: RunNames;

  /** `link`: the sessions that packets belong to, for what filters ask of these. */
  constructor(columns: PacketColumns, names: RunNames, link: SessionLink | null = null) {
    this.columns = columns;
    this.names = names;
    this.writeJson = jsonLineWriter(PACKET_COLUMNS, (at: number, column) => this.cell(at, column));
    const address = (side: number): SearchField<number> =>
      addressField({
        words: () => columns.addresses,
        at: (row) => row * 8 + side,
        ipv6: (row) => columns.ipv6[row] === 1,
      });
    const searched: readonly SearchField<number>[] = [
      address(0),
      address(4),
      portField((row) => columns.sourcePort[row]!),
      portField((row) => columns.destinationPort[row]!),
      codedField(
        256,
        (row) => columns.protocol[row]!,
        (row) => protocolName(columns.protocol[row]!),
      ),
      codedField(
        256,
        (row) => columns.state[row]!,
        (row) => stateName(columns.state[row]!),
      ),
      codedField(
        256,
        (row) => columns.direction[row]!,
        (row) => directionName(columns.direction[row]!),
      ),
      codedField(
        65_536,
        (row) => columns.interfaceId[row]!,
        (row) => names.interfaceName(columns.interfaceId[row]!),
      ),
      textField((row) => columns.name[row] ?? null),
      idField((row) => this.sessionId(row)),
    ];
    this.fields = packetFields({ columns, names, sessionId: (at) => this.sessionId(at), searched }, link);
  }

  /** Written out because pipelines may want one for every packet. */
  record(at: number): PacketLog {
    return {
      src_ip: this.cell(at, 'src_ip'),
      dst_ip: this.cell(at, 'dst_ip'),
      src_port: this.cell(at, 'src_port'),
      dst_port: this.cell(at, 'dst_port'),
      protocol_num: this.cell(at, 'protocol_num'),
      protocol_name: this.cell(at, 'protocol_name'),
      state: this.cell(at, 'state'),
      timestamp: this.cell(at, 'timestamp'),
      session_id: this.cell(at, 'session_id'),
      payload: this.cell(at, 'payload'),
      interface: this.cell(at, 'interface'),
      length: this.cell(at, 'length'),
      direction: this.cell(at, 'direction'),
    };
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
        return directionName(columns.direction[at]!);
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
    out.ascii(directionName(columns.direction[at]!));
    writeCsvLineEnd(out);
  }

  sessionId(at: number): string | null {
    const serial = this.columns.sessionSerial[at]!;
    return serial === 0 ? null : this.names.sessionId(this.columns.sessionStart[at]!, serial);
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

function directionName(direction: number): Direction {
  return direction === OUT ? 'out' : 'in';
}
