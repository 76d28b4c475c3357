/** What the tables over a ring have in common: rows never change, come in order, and go from the oldest on. */
import type { CellValue, TableName } from '#contract/protocol.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import type { SortKey } from './sort-key.ts';
import type { TableModel } from './table-model.ts';

/** Row `n` (counted from 0 since the capture began) sits at place `n % capacity` while `first <= n < written`. */
export interface Ring {
  readonly first: number;
  readonly written: number;
  readonly capacity: number;
  /** The number of the row at a place. */
  numberAt(index: number): number;
}

export abstract class RingTable<R extends Ring> implements TableModel {
  abstract readonly table: TableName;
  abstract readonly columns: readonly string[];
  readonly newestFirst: boolean = false;
  readonly addTotals: null = null;
  readonly ring: R;

  constructor(ring: R) {
    this.ring = ring;
  }

  abstract readonly fields: RowFields<number>;
  abstract within(span: TimeSpan): (index: number) => boolean;
  abstract cell(index: number, column: string): CellValue;
  abstract sortKey(column: string): SortKey | null;
  abstract freeze(): TableModel;

  version(): number {
    return this.ring.written;
  }

  held(): number {
    return this.ring.written - this.ring.first;
  }

  lastSerial(): number {
    return this.ring.written - 1;
  }

  firstPosition(): number {
    return this.ring.first;
  }

  endPosition(): number {
    return this.ring.written;
  }

  readRows(position: number, count: number, into: Uint32Array): number {
    const { first, capacity } = this.ring;
    let read = 0;
    for (let at = Math.max(position, first); at < position + count; at++) into[read++] = at % capacity;
    return read;
  }

  beginWalk(): void {}

  endWalk(): void {}

  window(offset: number, limit: number): number[] {
    const from = this.ring.first + offset;
    const count = Math.max(0, Math.min(limit, this.ring.written - from));
    return Array.from({ length: count }, (_, i) => (from + i) % this.ring.capacity);
  }

  newerThan(lastSerial: number): number {
    return Math.max(0, this.ring.written - 1 - lastSerial);
  }

  isStill(index: number, lastSerial: number): boolean {
    const number = this.ring.numberAt(index);
    return number >= 0 && number <= lastSerial;
  }

  key(index: number): string {
    return String(this.ring.numberAt(index));
  }
}
