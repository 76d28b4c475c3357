/**
 * Which session is due, and which was used least recently, without scanning the table and without moving anything per
 * packet: a packet only writes the record's activity.
 *
 * Per time-out class there is a ring of buckets, one per tick of activity. A slot is written into a bucket by its activity
 * when it enters the class, and its record says which; leaving the class only changes the record, and what the bucket says
 * is then void. When the bucket comes up the session is due, or it is placed again because it was active since. So a live
 * session is handled about once per time-out, whatever its packet rate, and no other session's record is ever touched.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { FlowTimeouts } from './flow-options.ts';
import {
  DOUBLE_ACTIVITY,
  RECORD_DOUBLES,
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  WORD_PLACED,
} from './session-columns.ts';
import { SlotList } from './slot-list.ts';

/** Time-out classes. */
export const CLASS_TCP_ATTEMPT = 0;
export const CLASS_TCP_IDLE = 1;
export const CLASS_UDP = 2;
export const CLASS_DNS = 3;
export const CLASS_ICMP = 4;
export const CLASS_OTHER = 5;
export const CLASS_LINGER = 6;
const CLASS_NONE = -1;

const MOST_TICKS = 1024;
/** Often, so that never many sessions end at once. */
const SWEEP_EVERY_US = MICROSECONDS_PER_SECOND / 4;
/** Seven classes; 0 is none. */
const TAG_BITS = 3;
const TAG_MASK = 7;

interface Ring {
  /** Time-out class + 1: the lower bits of WORD_PLACED. */
  readonly tag: number;
  readonly timeout: number;
  readonly tick: number;
  readonly mask: number;
  readonly buckets: readonly SlotList[];
  /** Tick of the oldest bucket that may hold anything; every placed slot is in a bucket from here on. */
  cursor: number;
}

export class Expiry {
  /** The clock from which on `sweep` has something to do. */
  nextSweep: number = Number.NEGATIVE_INFINITY;
  readonly #rings: readonly Ring[];
  readonly #timeouts: Float64Array;
  readonly #shortest: number;
  readonly #columns: SessionColumns;
  #due: Slot[] = [];
  #queue: Slot[] = [];
  #queueActivity: Float64Array = new Float64Array(0);
  #queueAt = 0;

  readonly #inOrder: boolean;

  /** `inOrder`: somebody can see in which order sessions end. */
  constructor(timeouts: FlowTimeouts, columns: SessionColumns, inOrder: boolean) {
    this.#columns = columns;
    this.#inOrder = inOrder;
    const seconds = [
      timeouts.tcpAttempt,
      timeouts.tcpIdle,
      timeouts.udp,
      timeouts.dns,
      timeouts.icmp,
      timeouts.other,
      timeouts.closeLinger,
    ];
    this.#rings = seconds.map((value, index) => createRing(value * MICROSECONDS_PER_SECOND, index + 1));
    this.#timeouts = Float64Array.from(this.#rings, (ring) => ring.timeout);
    this.#shortest = Math.min(...this.#timeouts);
  }

  /** Whether the session was idle for longer than its time-out at `now`. */
  isDue(slot: Slot, now: number): boolean {
    const idle = now - this.#columns.doubles[slot * RECORD_DOUBLES + DOUBLE_ACTIVITY]!;
    return idle > this.#shortest && idle > this.timeoutOf(slot);
  }

  /** The time-out of the slot's class, microseconds. */
  timeoutOf(slot: Slot): number {
    return this.#timeouts[this.#classOf(slot)]!;
  }

  /** Puts a slot, whose activity is written, into a class, out of the one that it was in. */
  place(slot: Slot, timeoutClass: number): void {
    if (this.#classOf(slot) !== timeoutClass) this.#put(slot, this.#rings[timeoutClass]!);
  }

  remove(slot: Slot): void {
    this.#columns.words[slot * RECORD_WORDS + WORD_PLACED] = 0;
  }

  /** Sessions that are due at `now`, in the order of their deadlines if that matters. The answer is reused by the following call. */
  sweep(now: number): readonly Slot[] {
    const due = this.#due;
    due.length = 0;
    this.nextSweep = now + SWEEP_EVERY_US;
    for (const ring of this.#rings) this.#sweepRing(ring, now, due);
    if (due.length > 1 && this.#inOrder) {
      due.sort(
        (one, other) =>
          this.#columns.activity(one) + this.timeoutOf(one) - this.#columns.activity(other) - this.timeoutOf(other),
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
    for (let index = 0; index < buckets; index++) this.#sweepBucket(ring, from + index, now, due);
  }

  #sweepBucket(ring: Ring, tick: number, now: number, due: Slot[]): void {
    const bucket = ring.buckets[tick & ring.mask]!;
    if (bucket.count === 0) return;
    const { words, doubles } = this.#columns;
    const placed = placedAt(ring, tick);
    const { slots, count } = bucket;
    bucket.count = 0;
    for (let index = 0; index < count; index++) {
      const slot = slots[index]!;
      if (words[slot * RECORD_WORDS + WORD_PLACED] !== placed) continue;
      const activity = doubles[slot * RECORD_DOUBLES + DOUBLE_ACTIVITY]!;
      if (now - activity > ring.timeout) {
        // A slot may stand in a bucket twice: for a session that ended, and for the one that was given its slot.
        words[slot * RECORD_WORDS + WORD_PLACED] = ring.tag;
        due.push(slot);
      } else if (Math.floor(activity / ring.tick) === tick) slots[bucket.count++] = slot;
      else this.#put(slot, ring);
    }
    bucket.shrink();
  }

  /**
   * The placed session with the oldest activity, of equals the one with the lower serial; -1 where none is placed. A whole
   * bucket is sorted at once and used up by the following calls, so an eviction costs little however full the table is.
   */
  leastRecent(): Slot {
    for (let round = 0; round < 2; round++) {
      while (this.#queueAt < this.#queue.length) {
        const at = this.#queueAt++;
        const slot = this.#queue[at]!;
        if (this.#classOf(slot) !== CLASS_NONE && this.#columns.activity(slot) === this.#queueActivity[at]) return slot;
      }
      this.#gather();
    }
    return -1;
  }

  #gather(): void {
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
      const bucket = ring.buckets[firsts[index]! & ring.mask]!;
      for (const slot of bucket.slots.subarray(0, bucket.count))
        if (this.#columns.activity(slot) < limit) queue.push(slot);
    });
    queue.sort(
      (one, other) =>
        this.#columns.activity(one) - this.#columns.activity(other) ||
        this.#columns.serial(one) - this.#columns.serial(other),
    );
    this.#queue = queue;
    this.#queueActivity = Float64Array.from(queue, (slot) => this.#columns.activity(slot));
    this.#queueAt = 0;
  }

  /** Tick of the oldest bucket that still holds a slot after those active since were placed again. */
  #oldestTick(ring: Ring): number {
    const { words } = this.#columns;
    for (let index = 0; index <= ring.mask; index++) {
      const tick = ring.cursor + index;
      const bucket = ring.buckets[tick & ring.mask]!;
      const placed = placedAt(ring, tick);
      const { slots, count } = bucket;
      bucket.count = 0;
      for (let position = 0; position < count; position++) {
        const slot = slots[position]!;
        if (words[slot * RECORD_WORDS + WORD_PLACED] !== placed) continue;
        if (Math.floor(this.#columns.activity(slot) / ring.tick) > tick) this.#put(slot, ring);
        else slots[bucket.count++] = slot;
      }
      if (bucket.count > 0) return tick;
    }
    return Number.POSITIVE_INFINITY;
  }

  #classOf(slot: Slot): number {
    return (this.#columns.words[slot * RECORD_WORDS + WORD_PLACED]! & TAG_MASK) - 1;
  }

  #put(slot: Slot, ring: Ring): void {
    const { words } = this.#columns;
    let tick = Math.floor(this.#columns.activity(slot) / ring.tick);
    if (ring.cursor === Number.NEGATIVE_INFINITY) ring.cursor = tick;
    if (tick < ring.cursor) tick = ring.cursor;
    words[slot * RECORD_WORDS + WORD_PLACED] = placedAt(ring, tick);
    ring.buckets[tick & ring.mask]!.add(slot);
  }
}

/** What a record in this bucket says. The tick loses its upper bits, which are the same for all that are placed. */
function placedAt(ring: Ring, tick: number): number {
  return (tick << TAG_BITS) | ring.tag;
}

function createRing(timeout: number, tag: number): Ring {
  const tick = Math.ceil(Math.max(SWEEP_EVERY_US, timeout / MOST_TICKS));
  // A placed activity is at most a time-out and a sweep behind the clock; two more for the ragged ends.
  let length = 1;
  while (length < timeout / tick + SWEEP_EVERY_US / tick + 3) length *= 2;
  const buckets = Array.from({ length }, () => new SlotList());
  return { tag, timeout, tick, mask: length - 1, buckets, cursor: Number.NEGATIVE_INFINITY };
}
