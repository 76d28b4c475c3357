/** What the tables over a ring have in common: rows never change, come in order, and go from the oldest on. */
import type { CellValue, TableName } from '#contract/protocol.ts';
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

  abstract searchText(index: number): string;
  abstract fullId(index: number): string | null;
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

  indexAt(position: number): number {
    return position < this.ring.first ? -1 : position % this.ring.capacity;
  }

  beginWalk(): void {}

  endWalk(): void {}

  window(offset: number, limit: number): number[] {
    const from = this.ring.first + offset;
    const count = Math.max(0, Math.min(limit, this.ring.written - from));
    return Array.from({ length: count }, (_, i) => (from + i) % this.ring.capacity);
  }

  serialAt(index: number): number {
    return this.ring.numberAt(index);
  }

  searchStamp(): number {
    return 0;
  }

  key(index: number): string {
    return String(this.ring.numberAt(index));
  }
}
