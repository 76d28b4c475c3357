/**
 * Hands out slots, the lowest untouched one where none is free, and keeps the ended sessions in the order in which they
 * ended. A slot is live, retained or free; the link of its record serves both lists.
 */
import { RECORD_WORDS, type SessionColumns, type Slot, WORD_NEXT } from './session-columns.ts';

const NIL = -1;

export class SlotPool {
  retained: number = 0;
  readonly #columns: SessionColumns;
  #free: Slot = NIL;
  #untouched = 0;
  #oldest: Slot = NIL;
  #latest: Slot = NIL;

  constructor(columns: SessionColumns) {
    this.#columns = columns;
  }

  /** How many slots were ever handed out: none beyond is in use. */
  get touched(): number {
    return this.#untouched;
  }

  /** A free slot, or -1 where the pool must grow first. */
  take(): Slot {
    const slot = this.#free;
    if (slot !== NIL) {
      this.#free = this.#next(slot);
      return slot;
    }
    return this.#untouched < this.#columns.capacity ? this.#untouched++ : -1;
  }

  free(slot: Slot): void {
    this.#link(slot, this.#free);
    this.#free = slot;
  }

  retain(slot: Slot): void {
    this.#link(slot, NIL);
    if (this.#latest === NIL) this.#oldest = slot;
    else this.#link(this.#latest, slot);
    this.#latest = slot;
    this.retained++;
  }

  /** Takes the session that ended first out of the retained ones; the caller frees its slot. */
  releaseOldest(): Slot {
    const slot = this.#oldest;
    this.#oldest = this.#next(slot);
    if (this.#oldest === NIL) this.#latest = NIL;
    this.retained--;
    return slot;
  }

  #next(slot: Slot): Slot {
    return this.#columns.words[slot * RECORD_WORDS + WORD_NEXT]!;
  }

  #link(slot: Slot, next: Slot): void {
    this.#columns.words[slot * RECORD_WORDS + WORD_NEXT] = next;
  }
}
