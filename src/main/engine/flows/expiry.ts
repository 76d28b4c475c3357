/**
 * Which session is due, and which was used least recently, without scanning the table and without moving anything per
 * packet: a packet only writes the record's activity.
 *
 * Per time-out class there is a ring of buckets, one per tick of activity, each a doubly linked list of slots. A slot is
 * placed by its activity when it enters the class and left there; when its bucket comes up it is due, or it is placed
 * again because it was active since. So a live session is handled about once per time-out, whatever its packet rate.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { FlowTimeouts } from './flow-options.ts';
import {
  BYTE_CLASS,
  DOUBLE_ACTIVITY,
  RECORD_BYTES,
  RECORD_DOUBLES,
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  WORD_NEXT,
  WORD_PREVIOUS,
} from './session-columns.ts';

/** Time-out classes. */
export const CLASS_TCP_ATTEMPT = 0;
export const CLASS_TCP_IDLE = 1;
export const CLASS_UDP = 2;
export const CLASS_DNS = 3;
export const CLASS_ICMP = 4;
export const CLASS_OTHER = 5;
export const CLASS_LINGER = 6;
const CLASS_NONE = -1;

const MOST_TICKS = 512;
const SWEEP_EVERY_US = MICROSECONDS_PER_SECOND;
const NIL = -1;

interface Ring {
  readonly timeout: number;
  readonly tick: number;
  readonly mask: number;
  /** First slot of each bucket; bucket b of this ring is known as `base + b` in a record's previous slot. */
  readonly heads: Int32Array;
  readonly base: number;
  /** Tick of the oldest bucket that may hold anything; every placed slot is in a bucket from here on. */
  cursor: number;
}

export class Expiry {
  /** The clock from which on `sweep` has something to do. */
  nextSweep: number = Number.NEGATIVE_INFINITY;
  readonly #rings: readonly Ring[];
  readonly #timeouts: Float64Array;
  readonly #shortest: number;
  /** Of a record, the previous slot in the bucket is -2 - bucket where it is the first. */
  readonly #columns: SessionColumns;
  #due: Slot[] = [];
  #queue: Slot[] = [];
  #queueActivity: Float64Array = new Float64Array(0);
  #queueAt = 0;

  constructor(timeouts: FlowTimeouts, columns: SessionColumns) {
    this.#columns = columns;
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
    const current = this.#classOf(slot);
    if (current === timeoutClass) return;
    if (current !== CLASS_NONE) this.#unlink(slot);
    this.#columns.bytes[slot * RECORD_BYTES + BYTE_CLASS] = timeoutClass + 1;
    this.#link(slot, this.#rings[timeoutClass]!);
  }

  remove(slot: Slot): void {
    this.#unlink(slot);
    this.#columns.bytes[slot * RECORD_BYTES + BYTE_CLASS] = 0;
  }

  /** Sessions that are due at `now`, in the order of their deadlines. The answer is reused by the following call. */
  sweep(now: number): readonly Slot[] {
    const due = this.#due;
    due.length = 0;
    this.nextSweep = now + SWEEP_EVERY_US;
    for (const ring of this.#rings) this.#sweepRing(ring, now, due);
    if (due.length > 1) {
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
    for (let index = 0; index < buckets; index++) {
      let slot = ring.heads[(from + index) & ring.mask]!;
      while (slot !== NIL) {
        const following = this.#columns.words[slot * RECORD_WORDS + WORD_NEXT]!;
        if (now - this.#columns.activity(slot) > ring.timeout) due.push(slot);
        else if (Math.floor(this.#columns.activity(slot) / ring.tick) !== from + index) {
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
      for (
        let slot = ring.heads[firsts[index]! & ring.mask]!;
        slot !== NIL;
        slot = this.#columns.words[slot * RECORD_WORDS + WORD_NEXT]!
      ) {
        if (this.#columns.activity(slot) < limit) queue.push(slot);
      }
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
    for (let index = 0; index <= ring.mask; index++) {
      const tick = ring.cursor + index;
      let slot = ring.heads[tick & ring.mask]!;
      while (slot !== NIL) {
        const following = this.#columns.words[slot * RECORD_WORDS + WORD_NEXT]!;
        if (Math.floor(this.#columns.activity(slot) / ring.tick) > tick) {
          this.#unlink(slot);
          this.#link(slot, ring);
        }
        slot = following;
      }
      if (ring.heads[tick & ring.mask] !== NIL) return tick;
    }
    return Number.POSITIVE_INFINITY;
  }

  #classOf(slot: Slot): number {
    return this.#columns.bytes[slot * RECORD_BYTES + BYTE_CLASS]! - 1;
  }

  #link(slot: Slot, ring: Ring): void {
    const tick = Math.floor(this.#columns.activity(slot) / ring.tick);
    if (ring.cursor === Number.NEGATIVE_INFINITY) ring.cursor = tick;
    const bucket = Math.max(tick, ring.cursor) & ring.mask;
    const head = ring.heads[bucket]!;
    this.#columns.words[slot * RECORD_WORDS + WORD_NEXT] = head;
    this.#columns.words[slot * RECORD_WORDS + WORD_PREVIOUS] = -2 - (ring.base + bucket);
    if (head !== NIL) this.#columns.words[head * RECORD_WORDS + WORD_PREVIOUS] = slot;
    ring.heads[bucket] = slot;
  }

  #unlink(slot: Slot): void {
    const next = this.#columns.words[slot * RECORD_WORDS + WORD_NEXT]!;
    const previous = this.#columns.words[slot * RECORD_WORDS + WORD_PREVIOUS]!;
    if (next !== NIL) this.#columns.words[next * RECORD_WORDS + WORD_PREVIOUS] = previous;
    if (previous >= 0) this.#columns.words[previous * RECORD_WORDS + WORD_NEXT] = next;
    else {
      const ring = this.#rings[this.#classOf(slot)]!;
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
