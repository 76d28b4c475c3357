/** A list of slots that grows: numbers only, so that it costs four bytes a slot. */
import type { Slot } from './session-columns.ts';

const FIRST_CAPACITY = 16;
/** A list that was once longer gives its memory back when it is nearly empty. */
const KEPT_CAPACITY = 4096;
const NOTHING = new Int32Array(0);

export class SlotList {
  /** Its first `count` are in the list. The reference is stale after `add` and `shrink`. */
  slots: Int32Array = NOTHING;
  count: number = 0;

  add(slot: Slot): void {
    if (this.count === this.slots.length) {
      const larger = new Int32Array(Math.max(FIRST_CAPACITY, this.count * 2));
      larger.set(this.slots);
      this.slots = larger;
    }
    this.slots[this.count++] = slot;
  }

  shrink(): void {
    if (this.slots.length > KEPT_CAPACITY && this.count < this.slots.length / 8)
      this.slots = this.slots.slice(0, this.count);
  }
}
