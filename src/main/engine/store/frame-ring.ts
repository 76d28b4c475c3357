/**
 * Bytes of the newest frames, the oldest overwritten first: what can still be looked at in hex, and saved as a capture. Frames are
 * found by their *position*, which counts every byte ever written, so a position tells by itself whether its frame is still there.
 *
 * Whole stretches of a batch are copied at once, with whatever lies between their frames: one call for some hundred packets
 * costs a fraction of one call each, and nothing is allocated per packet.
 */

/** Of a batch, copied at once. */
const STRETCH_BYTES = 256 * 1024;

export class FrameRing {
  /** Bytes; 0: nothing is kept. */
  readonly capacity: number;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Position behind the last byte. */
  #written = 0;
  /** The stretch that was copied last, as offsets into its batch, and what has to be added to one to get a position. */
  #from = 0;
  #until = 0;
  #shift = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Offsets are into other bytes from now on. */
  beginBatch(): void {
    this.#until = 0;
  }

  /** Keeps the frame at `at` of `bytes`, and what follows up to `end` with it. Its position; -1 where it is not kept. */
  keep(bytes: Uint8Array, at: number, length: number, end: number): number {
    if (at < this.#from || at + length > this.#until) {
      if (!this.#copy(bytes, at, length, end)) return -1;
    }
    return at + this.#shift;
  }

  holds(position: number): boolean {
    return position >= 0 && this.#written - position <= this.capacity;
  }

  /** Lent until the next frame comes; null where it was overwritten. */
  read(position: number, length: number): Uint8Array | null {
    if (!this.holds(position)) return null;
    const place = position % this.capacity;
    return this.#bytes.subarray(place, place + length);
  }

  #copy(bytes: Uint8Array, at: number, length: number, end: number): boolean {
    const { capacity } = this;
    const largest = capacity >>> 2;
    if (capacity === 0 || length > largest) return false;
    // The system gives memory to what is written to, so it grows with use.
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(capacity);
    const size = Math.max(length, Math.min(STRETCH_BYTES, largest, end - at));
    const place = this.#written % capacity;
    if (place + size > capacity) this.#written += capacity - place;
    this.#bytes.set(bytes.subarray(at, at + size), this.#written % capacity);
    this.#from = at;
    this.#until = at + size;
    this.#shift = this.#written - at;
    this.#written += size;
    return true;
  }
}
