/** The most recent packet logs, the oldest overwritten first. Memory grows with use up to the capacity. */
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import { PacketColumns } from '#main/engine/flows/packet-columns.ts';

const FIRST_CAPACITY = 1024;

export class PacketRing {
  readonly capacity: number;
  columns: PacketColumns;
  /** Rows ever written; row number n (from 0) sits at `n % capacity` until `capacity` later ones came. */
  written = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.columns = new PacketColumns(Math.min(FIRST_CAPACITY, capacity));
  }

  get first(): number {
    return Math.max(0, this.written - this.capacity);
  }

  /** How many rows were overwritten. */
  get forgotten(): number {
    return this.first;
  }

  addPacket(
    packet: DecodedPacket,
    sessions: SessionColumns,
    slot: Slot,
    direction: number,
    filter: string | null,
    name: string | null,
  ): void {
    const index = this.nextIndex();
    this.columns.setPacket(index, packet, sessions, slot, direction, filter, name);
  }

  addStateChange(sessions: SessionColumns, slot: Slot, time: number): void {
    const index = this.nextIndex();
    this.columns.setStateChange(index, sessions, slot, time);
  }

  /** Number of the row that is at this index now. */
  numberAt(index: number): number {
    const last = this.written - 1;
    const behind = (last - index) % this.capacity;
    return behind < 0 ? -1 : last - behind;
  }

  /** A copy that no longer changes. */
  snapshot(): PacketRing {
    const copy = new PacketRing(this.capacity);
    copy.columns = this.columns.resized(this.columns.capacity);
    copy.written = this.written;
    return copy;
  }

  /** May replace the columns by larger ones. */
  private nextIndex(): number {
    const index = this.written % this.capacity;
    this.written++;
    if (index >= this.columns.capacity) {
      this.columns = this.columns.resized(Math.min(this.capacity, this.columns.capacity * 2));
    }
    return index;
  }
}
