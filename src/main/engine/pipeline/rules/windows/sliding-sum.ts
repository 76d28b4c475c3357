/** A sum over the last `within`, in sixtieths of it: 60 numbers a key, whatever the traffic. */
import type { Microseconds } from '#base/units.ts';

const SLOTS = 60;

export class SlidingSum {
  private readonly slots = new Float64Array(SLOTS);
  private readonly slotUs: number;
  private newest = Number.NEGATIVE_INFINITY;
  private total = 0;

  constructor(withinUs: number) {
    this.slotUs = withinUs / SLOTS;
  }

  /** Times do not decrease. Answers the sum with `value` in it. */
  add(time: Microseconds, value: number): number {
    const slot = Math.floor(time / this.slotUs);
    if (slot > this.newest) {
      if (slot - this.newest >= SLOTS) {
        this.slots.fill(0);
        this.total = 0;
      } else {
        for (let gone = this.newest + 1; gone <= slot; gone++) {
          this.total -= this.slots[gone % SLOTS]!;
          this.slots[gone % SLOTS] = 0;
        }
      }
      this.newest = slot;
    }
    this.slots[slot % SLOTS]! += value;
    this.total += value;
    return this.total;
  }
}
