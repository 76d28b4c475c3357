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
import { COMMA, writeCsvLineEnd, writeCsvText, writeCsvValue, writeOptionalNumber } from '#base/csv.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import type { ObservedColumns } from './observed-columns.ts';
import type { RunNames } from './run-names.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import type { SessionAttribution } from './session-attribution.ts';
import { sessionCells, type SessionCells } from './session-cells.ts';
import { sessionFields } from './session-fields.ts';
import { sessionSearchFields } from './session-search.ts';
import { observedSortKey } from './session-sort.ts';
import type { SortKey } from './sort-key.ts';
import { writeDuration, writeMilliseconds, writeTime } from '#base/time-text.ts';

export class SessionRecords {
  /** What filters ask for. */
  readonly fields: RowFields<Slot>;
  readonly cells: SessionCells;
  /** SESSION_COLUMNS, then what observers add. */
  readonly columnNames: readonly string[];
  /** A line with its end, in the order of `columnNames`. */
  readonly writeJson: (slot: Slot, out: ByteText) => void;
  private readonly columns: SessionColumns;
  private readonly names: RunNames;
  private readonly observed: ObservedColumns | null;
  private readonly attribution: SessionAttribution | null;
  /** Of observers' columns. */
  private readonly positions: ReadonlyMap<string, number>;

  constructor(
    columns: SessionColumns,
    names: RunNames,
    observed: ObservedColumns | null = null,
    attribution: SessionAttribution | null = null,
  ) {
    this.columns = columns;
    this.names = names;
    this.observed = observed;
    this.attribution = attribution;
    this.positions = new Map(observed?.names.map((name, position) => [name, position]));
    this.columnNames = [...SESSION_COLUMNS, ...this.positions.keys()];
    this.cells = sessionCells(columns, names, attribution);
    this.writeJson = jsonLineWriter(this.columnNames, (slot: Slot, column, position) => {
      const further = position - SESSION_COLUMNS.length;
      return further < 0 || observed === null
        ? this.cell(slot, column as SessionColumn)
        : observed.value(slot, further);
    });
    const searched = sessionSearchFields(columns, names, attribution);
    this.fields = sessionFields({ columns, cells: this.cells, names, observed, searched });
  }

  /** With what observers add. */
  record(slot: Slot): SessionRecord {
    return Object.fromEntries(
      this.columnNames.map((name) => [name, this.anyCell(slot, name)]),
    ) as unknown as SessionRecord;
  }

  /** What observers add, by name. */
  observedValues(slot: Slot): Readonly<Record<string, string | number | boolean | null>> {
    return Object.fromEntries([...this.positions].map(([name, at]) => [name, this.observed?.value(slot, at) ?? null]));
  }

  /** How a column that observers add is sorted by; null for any other. */
  observedSortKey(column: string): SortKey | null {
    const { observed } = this;
    const position = this.positions.get(column);
    return observed === null || position === undefined ? null : observedSortKey(observed, position);
  }

  /** A column of `columnNames`. */
  anyCell(slot: Slot, column: string): string | number | boolean | null {
    const position = this.positions.get(column);
    if (position !== undefined) return this.observed?.value(slot, position) ?? null;
    return this.cells[column as SessionColumn](slot);
  }

  cell<C extends SessionColumn>(slot: Slot, column: C): SessionRecord[C] {
    return this.cells[column](slot);
  }

  /** A line with its end, in the order of `columnNames`; written out because a million of these are wanted at once. */
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
    if (this.attribution === null) out.ascii(',,,,,');
    else writeAttribution(slot, this.attribution, out);
    if (this.observed !== null) this.writeObserved(slot, this.observed, out);
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

  private writeObserved(slot: Slot, observed: ObservedColumns, out: ByteText): void {
    for (let position = 0; position < observed.names.length; position++) {
      out.byte(COMMA);
      writeCsvValue(out, observed.value(slot, position));
    }
  }

  id(slot: Slot): string {
    return this.names.sessionId(this.columns.startTime(slot), this.columns.serial(slot));
  }
}

function writeAttribution(slot: Slot, attribution: SessionAttribution, out: ByteText): void {
  out.byte(COMMA);
  writeCsvText(out, attribution.process(slot) ?? '');
  out.byte(COMMA);
  writeOptionalNumber(out, attribution.pid(slot));
  out.byte(COMMA);
  writeCsvText(out, attribution.country(slot) ?? '');
  out.byte(COMMA);
  writeOptionalNumber(out, attribution.asn(slot));
  out.byte(COMMA);
  writeCsvText(out, attribution.asOrg(slot) ?? '');
}
