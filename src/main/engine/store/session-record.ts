/** Sessions as text: objects for the channel, lines for files. Made from the columns only when somebody looks. */
import type { ByteText } from '#base/byte-text.ts';
import { SESSION_COLUMNS, type SessionColumn, type SessionRecord } from '#contract/records.ts';
import { writeAddress } from '#base/addresses.ts';
import { protocolName } from '#base/protocol-names.ts';
import { connectionState } from '#main/engine/flows/connection-state.ts';
import { historyText } from '#main/engine/flows/history.ts';
import { IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
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
  tunnelText,
  vlanText,
} from '#main/engine/flows/session-view.ts';
import { COMMA, writeCsvLineEnd, writeCsvText, writeOptionalNumber } from './csv.ts';
import { jsonLineWriter } from './json-lines.ts';
import type { RunNames } from './run-names.ts';
import type { SearchField } from './search-fields.ts';
import { sessionCells, type SessionCells } from './session-cells.ts';
import { sessionSearchFields } from './session-search.ts';
import { writeDuration, writeMilliseconds, writeTime } from '#base/time-text.ts';

export class SessionRecords {
  readonly searchFields: readonly SearchField<Slot>[];
  readonly cells: SessionCells;
  /** A line with its end, in the order of SESSION_COLUMNS. */
  readonly writeJson: (slot: Slot, out: ByteText) => void;
  private readonly columns: SessionColumns;
  private readonly names: RunNames;

  constructor(columns: SessionColumns, names: RunNames) {
    this.columns = columns;
    this.names = names;
    this.cells = sessionCells(columns, names);
    this.writeJson = jsonLineWriter(SESSION_COLUMNS, (slot: Slot, column) => this.cells[column](slot));
    this.searchFields = sessionSearchFields(columns, names);
  }

  record(slot: Slot): SessionRecord {
    return Object.fromEntries(SESSION_COLUMNS.map((name) => [name, this.cell(slot, name)])) as unknown as SessionRecord;
  }

  cell<C extends SessionColumn>(slot: Slot, column: C): SessionRecord[C] {
    return this.cells[column](slot);
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

  id(slot: Slot): string {
    return this.names.sessionId(this.columns.startTime(slot), this.columns.serial(slot));
  }
}
