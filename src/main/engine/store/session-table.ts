/**
 * The sessions that are held, as a table for views and exports. Fed by the flow table's events; reads its columns.
 */
import type { CellValue } from '#contract/protocol.ts';
import { IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import { linesFormat, type RowFormat } from './export-format.ts';
import type { ObservedColumns } from './observed-columns.ts';
import { SessionExport, type HeldSessions } from './session-export.ts';
import type { SessionAttribution } from './session-attribution.ts';
import { SessionRecords } from './session-record.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import type { FieldTest } from '#main/engine/filter/search-fields.ts';
import { rememberedSlots, type SessionLink } from './session-link.ts';
import { sessionSortKey } from './session-sort.ts';
import { SlotOrder } from './slot-order.ts';
import { SlotQueue } from './slot-queue.ts';
import type { RunNames } from './run-names.ts';
import type { SortKey } from './sort-key.ts';
import type { RowTotals, TableModel } from './table-model.ts';

export class SessionTable implements TableModel {
  readonly table = 'sessions' as const;
  readonly columns: readonly string[];
  readonly newestFirst: boolean = true;
  readonly records: SessionRecords;
  /** For rows of other tables that belong to sessions. */
  readonly link: SessionLink;
  forgotten = 0;
  /** The latest packet of any session that was forgotten, microseconds since the epoch: of what began later, none was. */
  forgottenUntilUs: number = Number.NEGATIVE_INFINITY;
  private readonly data: SessionColumns;
  private readonly order = new SlotOrder();
  private readonly ended = new SlotQueue();
  private latestSerial = 0;
  /** False once a session was reported after a later one (only_matching). */
  private bySerial = true;
  private changes = 0;

  constructor(
    data: SessionColumns,
    names: RunNames,
    observed: ObservedColumns | null = null,
    attribution: SessionAttribution | null = null,
  ) {
    this.data = data;
    this.records = new SessionRecords(data, names, observed, attribution);
    this.columns = this.records.columnNames;
    const slotOf = rememberedSlots(
      (serial) => this.slotOf(serial),
      (slot) => data.serial(slot),
    );
    this.link = { fields: this.fields, slotOf };
  }

  started(slot: Slot): void {
    const serial = this.data.serial(slot);
    this.order.append(slot);
    if (serial > this.latestSerial) this.latestSerial = serial;
    else this.bySerial = false;
    this.changes++;
  }

  endedNow(slot: Slot): void {
    this.ended.push(slot);
    this.changes++;
  }

  /** Sessions are forgotten in the order in which they ended. */
  forget(slot: Slot): void {
    this.ended.shift();
    this.order.remove(slot);
    this.forgotten++;
    const lastTime = this.data.lastTime(slot);
    if (lastTime > this.forgottenUntilUs) this.forgottenUntilUs = lastTime;
    this.changes++;
  }

  /** A packet was counted in, or something was found out about a session. */
  touched(): void {
    this.changes++;
  }

  /** The sessions that pass `test` (null: all), for an export that begins now; `format`: how they are written. */
  exportRows(test: FieldTest<Slot> | null, format: RowFormat = linesFormat('csv', this.records)): SessionExport {
    const held: HeldSessions = {
      ended: this.ended.toArray(),
      started: this.order.toArray(),
      count: this.order.size,
      bySerial: this.bySerial,
      lastSerial: this.latestSerial,
    };
    return new SessionExport(held, this.data, format, test);
  }

  /** The slot of the session with this serial, or -1. */
  slotOf(serial: number): Slot {
    if (!this.bySerial) return this.data.slotOf(serial);
    // Where none was forgotten, one serial is one position.
    const guess = this.order.endPosition - 1 - (this.latestSerial - serial);
    return this.order.find(serial, (slot) => this.data.serial(slot), guess);
  }

  version(): number {
    return this.changes;
  }

  held(): number {
    return this.order.size;
  }

  lastSerial(): number {
    return this.latestSerial;
  }

  firstPosition(): number {
    return 0;
  }

  endPosition(): number {
    return this.order.endPosition;
  }

  readRows(position: number, count: number, into: Uint32Array): number {
    return this.order.readDown(position, count, into);
  }

  beginWalk(): void {
    this.order.beginWalk();
  }

  endWalk(): void {
    this.order.endWalk();
  }

  window(offset: number, limit: number): number[] {
    return this.order.latest(offset, limit);
  }

  newerThan(lastSerial: number): number | null {
    if (lastSerial >= this.latestSerial) return 0;
    return this.bySerial ? this.order.countAbove(lastSerial, (slot) => this.data.serial(slot)) : null;
  }

  isStill(slot: Slot, lastSerial: number): boolean {
    const serial = this.data.serial(slot);
    return serial > 0 && serial <= lastSerial;
  }

  get fields(): RowFields<Slot> {
    return this.records.fields;
  }

  /** It had, or could have had, a packet in it. */
  within({ fromUs, toUs }: TimeSpan): (slot: Slot) => boolean {
    const { data } = this;
    return (slot) => data.lastTime(slot) >= fromUs && data.startTime(slot) <= toUs;
  }

  key(slot: Slot): string {
    return this.records.id(slot);
  }

  cell(slot: Slot, column: string): CellValue {
    return this.records.anyCell(slot, column);
  }

  addTotals(slots: Uint32Array, count: number, totals: RowTotals): void {
    const { data } = this;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      totals.bytes_out += data.wireBytes(slot, OUT);
      totals.bytes_in += data.wireBytes(slot, IN);
      totals.packets += data.packets(slot, OUT) + data.packets(slot, IN);
    }
  }

  freeze(): null {
    return null;
  }

  sortKey(column: string): SortKey | null {
    return this.records.observedSortKey(column) ?? sessionSortKey(this.data, this.records.cells, column);
  }
}
