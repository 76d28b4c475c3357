/**
 * Which session is due, and which was used least recently, without scanning the table and without moving anything per
 * packet: a packet only writes `activity`.
 *
 * Per time-out class there is a ring of buckets, one per tick of activity, each a doubly linked list of slots. A slot is
 * placed by its activity when it enters the class and left there; when its bucket comes up it is due, or it is placed
 * again because it was active since. So a live session is handled about once per time-out, whatever its packet rate.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { FlowTimeouts } from './flow-options.ts';
import type { Slot } from './session-columns.ts';

/** Time-out classes. */
export const CLASS_TCP_ATTEMPT = 0;
export const CLASS_TCP_IDLE = 1;
export const CLASS_UDP = 2;
export const CLASS_DNS = 3;
export const CLASS_ICMP = 4;
export const CLASS_OTHER = 5;
export const CLASS_LINGER = 6;
const CLASS_NONE = 255;

const MOST_TICKS = 512;
const SWEEP_EVERY_US = MICROSECONDS_PER_SECOND;
const NIL = -1;

interface Ring {
  readonly timeout: number;
  readonly tick: number;
  readonly mask: number;
  /** First slot of each bucket; bucket b of this ring is known as `base + b` in `prev`. */
  readonly heads: Int32Array;
  readonly base: number;
  /** Tick of the oldest bucket that may hold anything; every placed slot is in a bucket from here on. */
  cursor: number;
}

export class Expiry {
  /** Time of the last packet on the table's clock, per slot. */
  activity: Float64Array;
  /** The clock from which on `sweep` has something to do. */
  nextSweep: number = Number.NEGATIVE_INFINITY;
  readonly #rings: readonly Ring[];
  readonly #timeouts: Float64Array;
  readonly #shortest: number;
  #classes: Uint8Array;
  #next: Int32Array;
  /** Previous slot in the bucket, or -2 - bucket where it is the first. */
  #previous: Int32Array;
  #due: Slot[] = [];
  #queue: Slot[] = [];
  #queueActivity: Float64Array = new Float64Array(0);
  #queueAt = 0;

  constructor(timeouts: FlowTimeouts, capacity: number) {
    const seconds = [
      timeouts.tcpAttempt,
      timeouts.tcpIdle,
      timeouts.udp,
      timeouts.dns,
      timeouts.icmp,
      timeouts.other,
      timeouts.closeLinger,
    ];
    let base = 0;
    this.#rings = seconds.map((value) => {
      const ring = createRing(value * MICROSECONDS_PER_SECOND, base);
      base += ring.heads.length;
      return ring;
    });
    this.#timeouts = Float64Array.from(this.#rings, (ring) => ring.timeout);
    this.#shortest = Math.min(...this.#timeouts);
    this.activity = new Float64Array(capacity);
    this.#classes = new Uint8Array(capacity).fill(CLASS_NONE);
    this.#next = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
  }

  grow(capacity: number): void {
    const old = this.#classes.length;
    this.activity = copied(this.activity, new Float64Array(capacity));
    this.#classes = copied(this.#classes, new Uint8Array(capacity)).fill(CLASS_NONE, old);
    this.#next = copied(this.#next, new Int32Array(capacity));
    this.#previous = copied(this.#previous, new Int32Array(capacity));
  }

  /** Whether the session was idle for longer than its time-out at `now`. */
  isDue(slot: Slot, now: number): boolean {
    const idle = now - this.activity[slot]!;
    return idle > this.#shortest && idle > this.#timeouts[this.#classes[slot]!]!;
  }

  /** The time-out of the slot's class, microseconds. */
  timeoutOf(slot: Slot): number {
    return this.#timeouts[this.#classes[slot]!]!;
  }

  /** Puts a slot, whose activity is written, into a class, out of the one that it was in. */
  place(slot: Slot, timeoutClass: number): void {
    if (this.#classes[slot] === timeoutClass) return;
    if (this.#classes[slot] !== CLASS_NONE) this.#unlink(slot);
    this.#classes[slot] = timeoutClass;
    this.#link(slot, this.#rings[timeoutClass]!);
  }

  remove(slot: Slot): void {
    this.#unlink(slot);
    this.#classes[slot] = CLASS_NONE;
  }

  /** Sessions that are due at `now`, in the order of their deadlines. The answer is reused by the following call. */
  sweep(now: number): readonly Slot[] {
    const due = this.#due;
    due.length = 0;
    this.nextSweep = now + SWEEP_EVERY_US;
    for (const ring of this.#rings) this.#sweepRing(ring, now, due);
    if (due.length > 1) {
      due.sort(
        (one, other) => this.activity[one]! + this.timeoutOf(one) - this.activity[other]! - this.timeoutOf(other),
      );
    }
    return due;
  }

  #sweepRing(ring: Ring, now: number, due: Slot[]): void {
    const last = Math.floor((now - ring.timeout) / ring.tick);
    const from = ring.cursor;
    if (last < from && from !== Number.NEGATIVE_INFINITY) return;
    ring.cursor = last;
    if (from === Number.NEGATIVE_INFINITY) return;
    const buckets = Math.min(last - from + 1, ring.mask + 1);
    for (let index = 0; index < buckets; index++) {
      let slot = ring.heads[(from + index) & ring.mask]!;
      while (slot !== NIL) {
        const following = this.#next[slot]!;
        if (now - this.activity[slot]! > ring.timeout) due.push(slot);
        else if (Math.floor(this.activity[slot]! / ring.tick) !== from + index) {
          this.#unlink(slot);
          this.#link(slot, ring);
        }
        slot = following;
      }
    }
  }

  /**
   * The placed session with the oldest activity, of equals the one with the lower serial; -1 where none is placed. A whole
   * bucket is sorted at once and used up by the following calls, so an eviction costs little however full the table is.
   */
  leastRecent(serials: Float64Array): Slot {
    for (let round = 0; round < 2; round++) {
      while (this.#queueAt < this.#queue.length) {
        const at = this.#queueAt++;
        const slot = this.#queue[at]!;
        if (this.#classes[slot] !== CLASS_NONE && this.activity[slot] === this.#queueActivity[at]) return slot;
      }
      this.#gather(serials);
    }
    return -1;
  }

  #gather(serials: Float64Array): void {
    const firsts: number[] = [];
    let limit = Number.POSITIVE_INFINITY;
    for (const ring of this.#rings) {
      const tick = this.#oldestTick(ring);
      firsts.push(tick);
      if (tick !== Number.POSITIVE_INFINITY) limit = Math.min(limit, (tick + 1) * ring.tick);
    }
    const queue: Slot[] = [];
    this.#rings.forEach((ring, index) => {
      if (firsts[index] === Number.POSITIVE_INFINITY) return;
      for (let slot = ring.heads[firsts[index]! & ring.mask]!; slot !== NIL; slot = this.#next[slot]!) {
        if (this.activity[slot]! < limit) queue.push(slot);
      }
    });
    queue.sort((one, other) => this.activity[one]! - this.activity[other]! || serials[one]! - serials[other]!);
    this.#queue = queue;
    this.#queueActivity = Float64Array.from(queue, (slot) => this.activity[slot]!);
    this.#queueAt = 0;
  }

  /** Tick of the oldest bucket that still holds a slot after those active since were placed again. */
  #oldestTick(ring: Ring): number {
    for (let index = 0; index <= ring.mask; index++) {
      const tick = ring.cursor + index;
      let slot = ring.heads[tick & ring.mask]!;
      while (slot !== NIL) {
        const following = this.#next[slot]!;
        if (Math.floor(this.activity[slot]! / ring.tick) > tick) {
          this.#unlink(slot);
          this.#link(slot, ring);
        }
        slot = following;
      }
      if (ring.heads[tick & ring.mask] !== NIL) return tick;
    }
    return Number.POSITIVE_INFINITY;
  }

  #link(slot: Slot, ring: Ring): void {
    const tick = Math.floor(this.activity[slot]! / ring.tick);
    if (ring.cursor === Number.NEGATIVE_INFINITY) ring.cursor = tick;
    const bucket = Math.max(tick, ring.cursor) & ring.mask;
    const head = ring.heads[bucket]!;
    this.#next[slot] = head;
    this.#previous[slot] = -2 - (ring.base + bucket);
    if (head !== NIL) this.#previous[head] = slot;
    ring.heads[bucket] = slot;
  }

  #unlink(slot: Slot): void {
    const next = this.#next[slot]!;
    const previous = this.#previous[slot]!;
    if (next !== NIL) this.#previous[next] = previous;
    if (previous >= 0) this.#next[previous] = next;
    else {
      const ring = this.#rings[this.#classes[slot]!]!;
      ring.heads[-2 - previous - ring.base] = next;
    }
  }
}

function createRing(timeout: number, base: number): Ring {
  const tick = Math.ceil(Math.max(SWEEP_EVERY_US, timeout / MOST_TICKS));
  // A placed activity is at most a time-out and a sweep behind the clock; two more for the ragged ends.
  let length = 1;
  while (length < timeout / tick + SWEEP_EVERY_US / tick + 3) length *= 2;
  const heads = new Int32Array(length).fill(NIL);
  return { timeout, tick, mask: length - 1, heads, base, cursor: Number.NEGATIVE_INFINITY };
}

function copied<T extends Float64Array | Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
