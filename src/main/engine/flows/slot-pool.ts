/**
 * Hands out slots, the lowest untouched one where none is free, and keeps the ended sessions in the order in which they
 * ended. A slot is live, retained or free; one link per slot serves both lists.
 */
import type { Slot } from './session-columns.ts';

const NIL = -1;

export class SlotPool {
  retained: number = 0;
  #links: Int32Array;
  #free: Slot = NIL;
  #untouched = 0;
  #oldest: Slot = NIL;
  #latest: Slot = NIL;

  constructor(capacity: number) {
    this.#links = new Int32Array(capacity);
  }

  /** How many slots were ever handed out: none beyond is in use. */
  get touched(): number {
    return this.#untouched;
  }

  /** A free slot, or -1 where the pool must grow first. */
  take(): Slot {
    const slot = this.#free;
    if (slot !== NIL) {
      this.#free = this.#links[slot]!;
      return slot;
    }
    return this.#untouched < this.#links.length ? this.#untouched++ : -1;
  }

  grow(capacity: number): void {
    const links = new Int32Array(capacity);
    links.set(this.#links);
    this.#links = links;
  }

  free(slot: Slot): void {
    this.#links[slot] = this.#free;
    this.#free = slot;
  }

  retain(slot: Slot): void {
    this.#links[slot] = NIL;
    if (this.#latest === NIL) this.#oldest = slot;
    else this.#links[this.#latest] = slot;
    this.#latest = slot;
    this.retained++;
  }

  /** Takes the session that ended first out of the retained ones; the caller frees its slot. */
  releaseOldest(): Slot {
    const slot = this.#oldest;
    this.#oldest = this.#links[slot]!;
    if (this.#oldest === NIL) this.#latest = NIL;
    this.retained--;
    return slot;
  }
}
