/** Sessions that something is to be found out about: the newest ones, at most so many. The oldest give way. */
import type { Slot } from '#main/engine/flows/session-columns.ts';

export interface WaitingSession {
  readonly slot: Slot;
  /** Tells whether the slot still holds it. */
  readonly serial: number;
  /** How often it was looked for already. */
  readonly tries: number;
}

export class WaitingSessions {
  private readonly slots: Uint32Array;
  private readonly serials: Float64Array;
  private readonly tries: Uint8Array;
  private next = 0;
  count = 0;

  constructor(capacity: number) {
    this.slots = new Uint32Array(capacity);
    this.serials = new Float64Array(capacity);
    this.tries = new Uint8Array(capacity);
  }

  add(slot: Slot, serial: number, tries: number): void {
    this.slots[this.next] = slot;
    this.serials[this.next] = serial;
    this.tries[this.next] = tries;
    this.next = (this.next + 1) % this.slots.length;
    if (this.count < this.slots.length) this.count++;
  }

  /** All of them, oldest first; nobody waits afterwards. */
  takeAll(): WaitingSession[] {
    const { count, next, slots, serials, tries } = this;
    const first = next - count + slots.length;
    this.count = 0;
    return Array.from({ length: count }, (_, i) => {
      const at = (first + i) % slots.length;
      return { slot: slots[at]!, serial: serials[at]!, tries: tries[at]! };
    });
  }
}
