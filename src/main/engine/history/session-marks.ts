/**
 * Which sessions are to be written, by slot: those of which something was heard since they were written last, in that order. What began or ended
 * goes first; what only goes on may wait for its turn. All that is done for a packet is `changed`. Bounded by the sessions that are held.
 */
import { NumberQueue, QueueLinks } from '#base/number-queues.ts';
import type { Slot } from '../flows/session-columns.ts';

const UNMARKED = 0;
const CHANGED = 1;
const URGENT = 2;

export class SessionMarks {
  readonly #links: QueueLinks = new QueueLinks();
  readonly #urgent: NumberQueue = new NumberQueue(this.#links);
  readonly #changed: NumberQueue = new NumberQueue(this.#links);
  #marks: Uint8Array = new Uint8Array(0);

  /** Sessions that began or ended. */
  get urgent(): number {
    return this.#urgent.size;
  }

  get size(): number {
    return this.#urgent.size + this.#changed.size;
  }

  isMarked(slot: Slot): boolean {
    return slot < this.#marks.length && this.#marks[slot] !== UNMARKED;
  }

  /** A packet was counted in, or something was found out. */
  changed(slot: Slot): void {
    if (slot >= this.#marks.length) this.#grow(slot);
    if (this.#marks[slot] !== UNMARKED) return;
    this.#marks[slot] = CHANGED;
    this.#changed.append(slot);
  }

  /** It began, or ended. */
  turned(slot: Slot): void {
    if (slot >= this.#marks.length) this.#grow(slot);
    const mark = this.#marks[slot];
    if (mark === URGENT) return;
    if (mark === CHANGED) this.#changed.remove(slot);
    this.#marks[slot] = URGENT;
    this.#urgent.append(slot);
  }

  /** The one whose turn it is, no longer marked; -1: none. `urgentOnly`: of those that began or ended. */
  take(urgentOnly: boolean): Slot {
    const queue = this.#urgent.size > 0 ? this.#urgent : this.#changed;
    if (queue === this.#changed && urgentOnly) return -1;
    const slot = queue.first;
    if (slot >= 0) this.#drop(slot, queue);
    return slot;
  }

  unmark(slot: Slot): void {
    if (!this.isMarked(slot)) return;
    this.#drop(slot, this.#marks[slot] === URGENT ? this.#urgent : this.#changed);
  }

  clear(): void {
    for (let slot = this.take(false); slot >= 0; slot = this.take(false));
  }

  #drop(slot: Slot, queue: NumberQueue): void {
    queue.remove(slot);
    this.#marks[slot] = UNMARKED;
  }

  #grow(slot: Slot): void {
    const capacity = Math.max(1024, this.#marks.length * 2, slot + 1);
    const marks = new Uint8Array(capacity);
    marks.set(this.#marks);
    this.#marks = marks;
    this.#links.grow(capacity);
  }
}
