/**
 * The sessions of an export, fixed at the moment it begins: those that ended, in that order, then the open ones by serial.
 * That moment only copies; which ones were open is found out in slices. Each is written as it is when its turn comes, and
 * left out where it was forgotten before that.
 */
import type { ByteText } from '#base/byte-text.ts';
import type { SessionColumns } from '#main/engine/flows/session-columns.ts';
import type { RowFormat } from './export-format.ts';
import type { ExportRows } from './export-rows.ts';
import type { FieldTest } from '#main/engine/filter/search-fields.ts';
import type { Slicer } from './slicer.ts';
import { sortRows } from './sort-rows.ts';

/** Slots between two looks at the clock. */
const STRIDE = 8192;

export interface HeldSessions {
  readonly ended: Uint32Array;
  /** All of them, in the order in which they were reported; below 0: none. Taken over. */
  readonly started: Int32Array<ArrayBuffer>;
  readonly count: number;
  /** Whether that is the order of their serials. */
  readonly bySerial: boolean;
  readonly lastSerial: number;
}

export class SessionExport implements ExportRows {
  readonly count: number;
  private readonly held: HeldSessions;
  private readonly data: SessionColumns;
  private readonly format: RowFormat;
  private readonly test: FieldTest<number> | null;
  private open: Uint32Array = new Uint32Array(0);

  constructor(held: HeldSessions, data: SessionColumns, format: RowFormat, test: FieldTest<number> | null) {
    this.count = held.count;
    this.held = held;
    this.data = data;
    this.format = format;
    this.test = test;
  }

  async prepare(slicer: Slicer): Promise<void> {
    const { ended, started, bySerial } = this.held;
    const hasEnded = new Uint8Array(Math.ceil((await highest(ended, slicer)) / 8));
    for (let i = 0; i < ended.length; i++) {
      const slot = ended[i]!;
      hasEnded[slot >> 3]! |= 1 << (slot & 7);
      if (i % STRIDE === 0 && slicer.isDue()) await slicer.pause();
    }
    let open = 0;
    for (let i = 0; i < started.length; i++) {
      const slot = started[i]!;
      if (slot >= 0 && ((hasEnded[slot >> 3] ?? 0) & (1 << (slot & 7))) === 0) started[open++] = slot;
      if (i % STRIDE === 0 && slicer.isDue()) await slicer.pause();
    }
    this.open = new Uint32Array(started.buffer, 0, open);
    if (bySerial) return;
    const key = { kind: 'number', value: (slot: number) => this.data.serial(slot) } as const;
    const order = await sortRows(this.open, key, false, slicer, () => false);
    if (order !== null) this.open = order.map((position) => this.open[position]!);
  }

  includes(position: number): boolean {
    const slot = this.slotAt(position);
    const serial = this.data.serial(slot);
    // Where another session has the slot by now, its serial is higher than any there was.
    return serial > 0 && serial <= this.held.lastSerial && (this.test === null || this.test(slot));
  }

  writeHead(out: ByteText): void {
    this.format.writeHead(out);
  }

  write(position: number, out: ByteText): boolean {
    return this.format.write(this.slotAt(position), out);
  }

  /** Only once it is prepared. */
  slotAt(position: number): number {
    const { ended } = this.held;
    return position < ended.length ? ended[position]! : this.open[position - ended.length]!;
  }
}

/** One more than the highest slot. */
async function highest(slots: Uint32Array, slicer: Slicer): Promise<number> {
  let above = 0;
  for (let i = 0; i < slots.length; i++) {
    above = Math.max(above, slots[i]! + 1);
    if (i % STRIDE === 0 && slicer.isDue()) await slicer.pause();
  }
  return above;
}
