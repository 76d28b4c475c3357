/** Slots first in, first out, in a ring that grows: ended sessions in the order in which they ended. */
export class SlotQueue {
  private ring = new Uint32Array(1024);
  private head = 0;
  private count = 0;

  get size(): number {
    return this.count;
  }

  push(slot: number): void {
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.head + this.count) % this.ring.length] = slot;
    this.count++;
  }

  /** Removes the oldest; undefined when empty. */
  shift(): number | undefined {
    if (this.count === 0) return undefined;
    const slot = this.ring[this.head]!;
    this.head = (this.head + 1) % this.ring.length;
    this.count--;
    return slot;
  }

  /** A copy, oldest first. */
  toArray(): Uint32Array {
    const slots = new Uint32Array(this.count);
    const untilEnd = Math.min(this.count, this.ring.length - this.head);
    slots.set(this.ring.subarray(this.head, this.head + untilEnd));
    slots.set(this.ring.subarray(0, this.count - untilEnd), untilEnd);
    return slots;
  }

  private grow(): void {
    const ring = new Uint32Array(this.ring.length * 2);
    ring.set(this.toArray());
    this.ring = ring;
    this.head = 0;
  }
}
