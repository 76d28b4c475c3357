/** The flow table's listener for a streaming read: rows are written as they become final, nothing is held. */
import { assertDefined } from '#base/assert.ts';
import type { Failure } from '#base/result.ts';
import type { CellValue, TableName } from '#contract/protocol.ts';
import {
  DNS_COLUMNS,
  PACKET_COLUMNS,
  SESSION_COLUMNS,
  type DnsColumn,
  type DnsRecord,
  type PacketColumn,
} from '#contract/records.ts';
import type { FlowListener } from './flows/flow-listener.ts';
import type { SessionColumns, Slot } from './flows/session-columns.ts';
import { isLogged, type PacketLogRule } from './pipeline/packet-logs.ts';
import type { RowOutput } from './read-request.ts';
import { recordColumns } from './exchange/record-columns.ts';
import { openRowOutput, type OpenOutput, type ParquetMeans, type RowCells } from './row-output.ts';
import { CarriedSessions } from './carried-sessions.ts';
import { dnsFields } from './store/dns-fields.ts';
import { dnsRecord, writeDnsCsv, writeDnsJson } from './store/dns-record.ts';
import { PacketColumns } from './flows/packet-columns.ts';
import type { ObservedColumns } from './store/observed-columns.ts';
import { PacketRecords } from './store/packet-record.ts';
import type { Redactor } from './store/redact.ts';
import { redactedLines, type RowLines } from './store/redact-lines.ts';
import type { RunNames } from './store/run-names.ts';
import type { RowFields } from './filter/row-fields.ts';
import type { RowFilter } from './filter/row-filter.ts';
import type { FieldTest } from './filter/search-fields.ts';
import type { SessionAttribution } from './store/session-attribution.ts';
import { SessionRecords } from './store/session-record.ts';
import type { SessionLink } from './store/session-link.ts';
import { wantedRows } from './store/wanted-rows.ts';

export interface WriterOptions {
  readonly sessions: RowOutput | undefined;
  readonly packets: RowOutput | undefined;
  readonly dns: RowOutput | undefined;
  /** Without a mistake. */
  readonly filter: RowFilter;
  readonly rule: PacketLogRule;
  readonly names: RunNames;
  /** What observers add to sessions. */
  readonly observed: ObservedColumns | null;
  readonly attribution: SessionAttribution | null;
  /** Null: rows are written as they are. The filter is about real rows either way. */
  readonly redactor: Redactor | null;
  /** For outputs as Parquet: one for each. */
  parquet(): ParquetMeans;
}

export class StreamingWriter {
  /** Has a handler only for what is written, so that nobody pays for what nobody wants. */
  readonly listener: FlowListener;
  private readonly options: WriterOptions;
  private readonly packetRow = new PacketColumns(1);
  private readonly outputs: OpenOutput[] = [];
  private readonly writeSession: ((slot: Slot) => void) | null;
  /** Set by `attach`: the table's columns exist only after it was given the listener. */
  private columns: SessionColumns | null = null;
  private sessionLines: RowCells<Slot> | null = null;
  private sessionTest: FieldTest<Slot> | null = null;
  private packetTest: FieldTest<number> | null = null;
  private dnsTest: FieldTest<CarriedRow> | null = null;
  private packetLines: RowCells<number> | null = null;
  /** The slot of the packet that is being written. */
  private packetSlot = -1;
  private readonly carried: CarriedSessions | null;

  constructor(options: WriterOptions) {
    this.options = options;
    const { sessions, packets, dns } = options;
    this.carried = dns !== undefined && asksForSessions(options.filter) ? new CarriedSessions() : null;
    this.writeSession = sessions === undefined ? null : this.sessionWriter(sessions);
    this.listener = {
      ...(this.writeSession === null ? {} : { sessionEnded: this.writeSession }),
      ...(packets === undefined ? {} : this.packetHandlers(packets)),
      ...(dns === undefined ? {} : this.dnsHandler(dns)),
      ...this.carried?.listener,
    };
  }

  /** Once, before the first packet. */
  attach(columns: SessionColumns): void {
    this.columns = columns;
    const { names, observed, attribution } = this.options;
    const records = new SessionRecords(columns, names, observed, attribution);
    this.sessionLines = this.linesOf(records, (slot, column) => records.anyCell(slot, column));
    this.sessionTest = this.testOf(records.fields);
    this.carried?.attach(columns);
    const { packetRow, carried } = this;
    const packets = new PacketRecords(packetRow, names, { fields: records.fields, slotOf: () => this.packetSlot });
    this.packetLines = this.linesOf(
      {
        columnNames: PACKET_COLUMNS,
        writeCsv: (row, out) => packets.writeCsv(row, out),
        writeJson: (row, out) => packets.writeJson(row, out),
      },
      (row, column) => packets.cell(row, column as PacketColumn),
    );
    this.packetTest = this.testOf(packets.fields);
    const link = { fields: records.fields, slotOf: (serial: number) => carried?.slotOf(serial) ?? -1 };
    this.dnsTest = this.testOf(carriedFields(carried === null ? null : link));
  }

  /** Sessions that are still open at the end, by serial. */
  writeOpenSessions(slots: readonly Slot[]): void {
    for (const slot of slots) this.writeSession?.(slot);
  }

  /** Null where there is nothing to wait for. */
  flushFull(): Promise<void> | null {
    return this.outputs.some(({ sink }) => sink.isFull) ? this.flush() : null;
  }

  async flush(): Promise<void> {
    for (const { sink } of this.outputs) await sink.flush();
  }

  /** Everything was written. */
  async finish(): Promise<void> {
    for (const output of this.outputs) await output.finish();
  }

  get failure(): Failure | null {
    return this.outputs.find(({ sink }) => sink.failure !== null)?.sink.failure ?? null;
  }

  private linesOf<Row>(lines: RowLines<Row>, cell: (row: Row, column: string) => CellValue): RowCells<Row> {
    const { redactor } = this.options;
    const { writeCsv, writeJson } = redactor === null ? lines : redactedLines(lines.columnNames, cell, redactor);
    return {
      writeCsv: writeCsv.bind(lines),
      writeJson: writeJson.bind(lines),
      cell: redactor === null ? cell : (row, column) => redactor.cell(column, cell(row, column)),
    };
  }

  /** Null where every row passes. */
  private testOf<Row>(fields: RowFields<Row>): FieldTest<Row> | null {
    return wantedRows(this.options.filter, null, { fields, within: () => () => true });
  }

  private open(output: RowOutput, table: TableName, columns: readonly string[]): OpenOutput {
    const opened = openRowOutput(output, recordColumns(table, columns, this.options.observed), this.options.parquet());
    this.outputs.push(opened);
    return opened;
  }

  private sessionWriter(output: RowOutput): (slot: Slot) => void {
    const opened = this.open(output, 'sessions', [...SESSION_COLUMNS, ...(this.options.observed?.names ?? [])]);
    return (slot) => {
      const lines = assertDefined(this.sessionLines, 'the writer is attached before the first packet');
      if (this.sessionTest !== null && !this.sessionTest(slot)) return;
      opened.write(slot, lines);
    };
  }

  private packetHandlers(output: RowOutput): Pick<Required<FlowListener>, 'packet' | 'expired'> {
    const opened = this.open(output, 'packets', PACKET_COLUMNS);
    const row = this.packetRow;
    const { rule } = this.options;
    const write = (slot: Slot): void => {
      const lines = assertDefined(this.packetLines, 'the writer is attached before the first packet');
      this.packetSlot = slot;
      if (this.packetTest !== null && !this.packetTest(0)) return;
      opened.write(0, lines);
    };
    return {
      packet: (packet, slot, direction, change, payloadFilter, name) => {
        if (!isLogged(rule, packet.protocol, change, name) || this.columns === null) return;
        row.setPacket(0, packet, this.columns, slot, direction, payloadFilter, name);
        write(slot);
      },
      expired: (slot, time) => {
        if (this.columns === null) return;
        row.setStateChange(0, this.columns, slot, time);
        write(slot);
      },
    };
  }

  private dnsHandler(output: RowOutput): Pick<Required<FlowListener>, 'dnsTransaction'> {
    const opened = this.open(output, 'dns', DNS_COLUMNS);
    const { names, redactor } = this.options;
    return {
      dnsTransaction: (transaction) => {
        const row = dnsRecord(transaction, names);
        if (this.dnsTest !== null && !this.dnsTest({ record: row, serial: transaction.serial })) return;
        const written = redactor === null ? row : redactor.dns(row);
        opened.write(written, DNS_CELLS);
      },
    };
  }
}

const DNS_CELLS: RowCells<DnsRecord> = {
  writeCsv: writeDnsCsv,
  writeJson: writeDnsJson,
  cell: (row, column) => row[column as DnsColumn],
};

/** A transaction and the session that carried it. */
interface CarriedRow {
  readonly record: DnsRecord;
  readonly serial: number;
}

function carriedFields(link: SessionLink | null): RowFields<CarriedRow> {
  return dnsFields(
    ({ record }: CarriedRow) => record,
    link,
    ({ serial }) => serial,
  );
}

/** Whether it asks DNS transactions for what only the sessions that carried them have. */
function asksForSessions(filter: RowFilter): boolean {
  let asked = false;
  const field = (): null => {
    asked = true;
    return null;
  };
  wantedRows(filter, null, {
    fields: carriedFields({ fields: { searched: [], field }, slotOf: () => -1 }),
    within: () => () => true,
  });
  return asked;
}
