/** The flow table's listener for a streaming read: rows are written as they become final, nothing is held. */
import { assertDefined } from '#base/assert.ts';
import type { Failure } from '#base/result.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import type { FlowListener } from './flows/flow-listener.ts';
import type { SessionColumns, Slot } from './flows/session-columns.ts';
import { isLogged, type PacketLogRule } from './pipeline/packet-logs.ts';
import type { RowOutput } from './read-request.ts';
import { csvHeader } from './store/csv.ts';
import { dnsRecord, dnsSearchFields, writeDnsCsv, writeDnsJson } from './store/dns-record.ts';
import { PacketColumns } from './flows/packet-columns.ts';
import type { ObservedColumns } from './store/observed-columns.ts';
import { PacketRecords } from './store/packet-record.ts';
import { RowBuffer } from './store/row-buffer.ts';
import type { RunNames } from './store/run-names.ts';
import type { FieldTest, SearchField } from './filter/search-fields.ts';
import { SessionRecords } from './store/session-record.ts';
import { rowTest, type TextFilter } from './store/text-filter.ts';

export interface WriterOptions {
  readonly sessions: RowOutput | undefined;
  readonly packets: RowOutput | undefined;
  readonly dns: RowOutput | undefined;
  readonly filter: TextFilter;
  readonly rule: PacketLogRule;
  readonly names: RunNames;
  /** What observers add to sessions. */
  readonly observed: ObservedColumns | null;
}

export class StreamingWriter {
  /** Has a handler only for what is written, so that nobody pays for what nobody wants. */
  readonly listener: FlowListener;
  private readonly options: WriterOptions;
  private readonly buffers: RowBuffer[] = [];
  private readonly writeSession: ((slot: Slot) => void) | null;
  /** Set by `attach`: the table's columns exist only after it was given the listener. */
  private columns: SessionColumns | null = null;
  private sessionRecords: SessionRecords | null = null;
  private sessionTest: FieldTest<Slot> | null = null;

  constructor(options: WriterOptions) {
    this.options = options;
    const { sessions, packets, dns } = options;
    this.writeSession = sessions === undefined ? null : this.sessionWriter(sessions);
    this.listener = {
      ...(this.writeSession === null ? {} : { sessionEnded: this.writeSession }),
      ...(packets === undefined ? {} : this.packetHandlers(packets)),
      ...(dns === undefined ? {} : this.dnsHandler(dns)),
    };
  }

  /** Once, before the first packet. */
  attach(columns: SessionColumns): void {
    this.columns = columns;
    const records = new SessionRecords(columns, this.options.names, this.options.observed);
    this.sessionRecords = records;
    this.sessionTest = this.testOf(records.searchFields);
  }

  /** Sessions that are still open at the end, by serial. */
  writeOpenSessions(slots: readonly Slot[]): void {
    for (const slot of slots) this.writeSession?.(slot);
  }

  /** Null where there is nothing to wait for. */
  flushFull(): Promise<void> | null {
    return this.buffers.some((buffer) => buffer.isFull) ? this.flush() : null;
  }

  async flush(): Promise<void> {
    for (const buffer of this.buffers) await buffer.flush();
  }

  get failure(): Failure | null {
    return this.buffers.find((buffer) => buffer.failure !== null)?.failure ?? null;
  }

  /** Null where every row passes. */
  private testOf<Row>(fields: readonly SearchField<Row>[]): FieldTest<Row> | null {
    const { filter } = this.options;
    return filter.isEmpty ? null : rowTest(filter, fields);
  }

  private bufferFor(output: RowOutput, columns: readonly string[]): RowBuffer {
    const buffer = new RowBuffer(output.sink);
    if (output.format === 'csv') buffer.out.utf8(csvHeader(columns));
    this.buffers.push(buffer);
    return buffer;
  }

  private sessionWriter(output: RowOutput): (slot: Slot) => void {
    const buffer = this.bufferFor(output, [...SESSION_COLUMNS, ...(this.options.observed?.names ?? [])]);
    const csv = output.format === 'csv';
    return (slot) => {
      const records = assertDefined(this.sessionRecords, 'the writer is attached before the first packet');
      if (this.sessionTest !== null && !this.sessionTest(slot)) return;
      if (csv) records.writeCsv(slot, buffer.out);
      else records.writeJson(slot, buffer.out);
      buffer.rowEnded();
    };
  }

  private packetHandlers(output: RowOutput): Pick<Required<FlowListener>, 'packet' | 'expired'> {
    const buffer = this.bufferFor(output, PACKET_COLUMNS);
    const row = new PacketColumns(1);
    const records = new PacketRecords(row, this.options.names);
    const { rule } = this.options;
    const test = this.testOf(records.searchFields);
    const csv = output.format === 'csv';
    const write = (): void => {
      if (test !== null && !test(0)) return;
      if (csv) records.writeCsv(0, buffer.out);
      else records.writeJson(0, buffer.out);
      buffer.rowEnded();
    };
    return {
      packet: (packet, slot, direction, change, payloadFilter, name) => {
        if (!isLogged(rule, packet.protocol, change, name) || this.columns === null) return;
        row.setPacket(0, packet, this.columns, slot, direction, payloadFilter, name);
        write();
      },
      expired: (slot, time) => {
        if (this.columns === null) return;
        row.setStateChange(0, this.columns, slot, time);
        write();
      },
    };
  }

  private dnsHandler(output: RowOutput): Pick<Required<FlowListener>, 'dnsTransaction'> {
    const buffer = this.bufferFor(output, DNS_COLUMNS);
    const { names } = this.options;
    const test = this.testOf(dnsSearchFields);
    const csv = output.format === 'csv';
    return {
      dnsTransaction: (transaction) => {
        const row = dnsRecord(transaction, names);
        if (test !== null && !test(row)) return;
        if (csv) writeDnsCsv(row, buffer.out);
        else writeDnsJson(row, buffer.out);
        buffer.rowEnded();
      },
    };
  }
}
