/**
 * The sessions that are held, as a table for views and exports. Fed by the flow table's events; reads its columns.
 */
import { SESSION_COLUMNS, type SessionColumn } from '#contract/records.ts';
import type { CellValue } from '#contract/protocol.ts';
import { END_OPEN, IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import { SessionRecords } from './session-record.ts';
import { SlotOrder } from './slot-order.ts';
import { SlotQueue } from './slot-queue.ts';
import type { RunNames } from './run-names.ts';
import type { SortKey } from './sort-key.ts';
import type { RowTotals, TableModel } from './table-model.ts';

export class SessionTable implements TableModel {
  readonly table = 'sessions' as const;
  readonly columns: readonly string[] = SESSION_COLUMNS;
  readonly newestFirst: boolean = true;
  readonly records: SessionRecords;
  forgotten = 0;
  private readonly data: SessionColumns;
  private readonly order = new SlotOrder();
  private readonly ended = new SlotQueue();
  private latestSerial = 0;
  private changes = 0;

  constructor(data: SessionColumns, names: RunNames) {
    this.data = data;
    this.records = new SessionRecords(data, names);
  }

  started(slot: Slot): void {
    this.order.append(slot);
    this.latestSerial = Math.max(this.latestSerial, this.data.serial(slot));
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
    this.changes++;
  }

  /** A packet was counted in. */
  touched(): void {
    this.changes++;
  }

  /** In the order of exports: as they ended, then the open ones by serial. */
  canonicalOrder(): { readonly slots: Uint32Array; readonly serials: Float64Array } {
    const { data } = this;
    const ended = this.ended.toArray();
    const slots = new Uint32Array(this.order.size);
    slots.set(ended);
    let at = ended.length;
    let inOrder = true;
    for (let position = 0; position < this.order.endPosition; position++) {
      const slot = this.order.slotAt(position);
      if (slot < 0 || data.endReason(slot) !== END_OPEN) continue;
      if (at > ended.length && data.serial(slots[at - 1]!) > data.serial(slot)) inOrder = false;
      slots[at++] = slot;
    }
    // A session that was reported late (only_matching) has a lower serial than some before it.
    if (!inOrder) slots.subarray(ended.length).sort((left, right) => data.serial(left) - data.serial(right));
    const serials = new Float64Array(slots.length);
    for (let i = 0; i < slots.length; i++) serials[i] = data.serial(slots[i]!);
    return { slots, serials };
  }

  /** The slot of the session with this serial, or -1. */
  slotOf(serial: number): Slot {
    return this.data.slotOf(serial);
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

  indexAt(position: number): number {
    return this.order.slotAt(position);
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

  serialAt(slot: Slot): number {
    return this.data.serial(slot);
  }

  searchText(slot: Slot): string {
    return this.records.searchText(slot);
  }

  fullId(slot: Slot): string {
    return this.records.id(slot);
  }

  searchStamp(slot: Slot): number {
    const named = this.data.hostnames[slot] === undefined ? 0 : 1;
    return (this.data.state(slot) << 4) | (this.data.endReason(slot) << 1) | named;
  }

  key(slot: Slot): string {
    return this.records.id(slot);
  }

  cell(slot: Slot, column: string): CellValue {
    return this.records.cell(slot, column as SessionColumn);
  }

  addTotals(slot: Slot, totals: RowTotals): void {
    const { data } = this;
    totals.bytes_out += data.wireBytes(slot, OUT);
    totals.bytes_in += data.wireBytes(slot, IN);
    totals.packets += data.packets(slot, OUT) + data.packets(slot, IN);
  }

  freeze(): null {
    return null;
  }

  sortKey(column: string): SortKey | null {
    const data = this.data;
    const number = (value: (slot: Slot) => number): SortKey => ({ kind: 'number', value });
    // No column of the record, but one of the view: both ways together.
    if (column === 'packets') return number((slot) => data.packets(slot, OUT) + data.packets(slot, IN));
    switch (column as SessionColumn) {
      case 'session_id':
        return number((slot) => data.serial(slot));
      case 'start_time':
        return number((slot) => data.startTime(slot));
      case 'end_time':
        return number((slot) => data.lastTime(slot));
      case 'duration_s':
        return number((slot) => data.lastTime(slot) - data.startTime(slot));
      case 'state':
        return number((slot) => data.state(slot));
      case 'protocol_num':
        return number((slot) => data.protocol(slot));
      case 'src_ip':
      case 'dst_ip': {
        const side = column === 'src_ip' ? 0 : 4;
        return { kind: 'words', count: 4, word: (slot, word) => data.unsigned[data.initiatorAt(slot) + side + word]! };
      }
      case 'src_port':
      case 'dst_port':
      case 'pid':
      case 'asn':
        return number((slot) => (this.cell(slot, column) as number | null) ?? Number.NaN);
      case 'packets_out':
      case 'packets_in':
        return number(directed(data, 'packets', column));
      case 'bytes_out':
      case 'bytes_in':
        return number(directed(data, 'wireBytes', column));
      case 'payload_bytes_out':
      case 'payload_bytes_in':
        return number(directed(data, 'payloadBytes', column));
      case 'rtt_ms':
        return number((slot) => data.roundTripMs(slot));
      case 'retransmissions_out':
      case 'retransmissions_in':
        return number(directed(data, 'retransmissions', column));
      case 'out_of_order_out':
      case 'out_of_order_in':
        return number(directed(data, 'outOfOrder', column));
      case 'midstream':
        return number((slot) => (this.records.cell(slot, 'midstream') ? 1 : 0));
      default:
        if (!SESSION_COLUMNS.includes(column as SessionColumn)) return null;
        return { kind: 'text', value: (slot) => this.cell(slot, column) as string | null };
    }
  }
}

function directed(
  data: SessionColumns,
  name: 'packets' | 'wireBytes' | 'payloadBytes' | 'retransmissions' | 'outOfOrder',
  column: string,
): (slot: Slot) => number {
  const direction = column.endsWith('_in') ? IN : OUT;
  return (slot) => data[name](slot, direction);
}
