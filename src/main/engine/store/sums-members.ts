/** The sessions that a sum is about, side by side, and what of their traffic is in its span. */
import type { Slot } from '#main/engine/flows/session-columns.ts';
import {
  ENTRY_IN,
  ENTRY_OUT,
  ENTRY_PACKETS,
  ENTRY_SECOND,
  ENTRY_SERIAL,
  ENTRY_SLOT,
  ENTRY_WORDS,
  isOfSession,
  NOBODY,
  type TrafficChunk,
} from './traffic-entries.ts';
import type { Buckets } from './sums-buckets.ts';

const NONE = -1;

export class Members {
  count = 0;
  bytesIn: Float64Array = new Float64Array(1024);
  bytesOut: Float64Array = new Float64Array(1024);
  packets: Float64Array = new Float64Array(1024);
  /** Lower halves. */
  private serials = new Uint32Array(1024);
  private slots = new Uint32Array(1024);
  private memberOf = new Int32Array(1024).fill(NONE);

  /** Answers its number. */
  add(slot: Slot, serial: number): number {
    if (slot >= this.memberOf.length) this.growSlots(slot);
    if (this.count === this.serials.length) this.growMembers();
    const member = this.count++;
    this.memberOf[slot] = member;
    this.serials[member] = serial;
    this.slots[member] = slot;
    this.bytesIn[member] = 0;
    this.bytesOut[member] = 0;
    this.packets[member] = 0;
    return member;
  }

  /** Forgets them all and keeps the memory. */
  clear(): void {
    for (let member = 0; member < this.count; member++) this.memberOf[this.slots[member]!] = NONE;
    this.count = 0;
  }

  /** The member that an entry of the log is of; below 0: none. */
  of(slot: number, serial: number): number {
    if (slot >= this.memberOf.length) return NONE;
    const member = this.memberOf[slot]!;
    return member !== NONE && this.serials[member] === serial ? member : NONE;
  }

  private growSlots(slot: Slot): void {
    const memberOf = new Int32Array(Math.max(slot + 1, this.memberOf.length * 2)).fill(NONE);
    memberOf.set(this.memberOf);
    this.memberOf = memberOf;
  }

  private growMembers(): void {
    this.bytesIn = grown(this.bytesIn);
    this.bytesOut = grown(this.bytesOut);
    this.packets = grown(this.packets);
    const serials = new Uint32Array(this.serials.length * 2);
    serials.set(this.serials);
    this.serials = serials;
    const slots = new Uint32Array(serials.length);
    slots.set(this.slots);
    this.slots = slots;
  }
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** Entries from `from` on, at most so many, that a walk over a chunk looks at. */
export interface Stretch {
  readonly chunk: TrafficChunk;
  readonly from: number;
  readonly to: number;
}

/** Seconds of a span, both ends included. */
export interface Seconds {
  readonly from: number;
  readonly to: number;
}

/**
 * Adds what the members had. Answers the bytes of sessions that are no longer held: `serialOf` says another serial than theirs, or
 * nobody can tell whose they were.
 */
export function addTraffic(
  { chunk, from, to }: Stretch,
  seconds: Seconds,
  members: Members,
  serialOf: (slot: Slot) => number,
): number {
  const { words, width } = chunk;
  const { bytesIn, bytesOut, packets } = members;
  const first = seconds.from - width;
  let notHeld = 0;
  for (let at = from * ENTRY_WORDS; at < to * ENTRY_WORDS; at += ENTRY_WORDS) {
    const second = words[at + ENTRY_SECOND]!;
    if (second <= first || second > seconds.to) continue;
    const slot = words[at + ENTRY_SLOT]!;
    const serial = words[at + ENTRY_SERIAL]!;
    const member = members.of(slot, serial);
    if (member >= 0) {
      bytesIn[member]! += words[at + ENTRY_IN]!;
      bytesOut[member]! += words[at + ENTRY_OUT]!;
      packets[member]! += words[at + ENTRY_PACKETS]!;
    } else if (slot === NOBODY || !isOfSession(serialOf(slot), serial)) {
      notHeld += words[at + ENTRY_IN]! + words[at + ENTRY_OUT]!;
    }
  }
  return notHeld;
}

/** Lines of numbers, one a bucket. */
export interface Lines {
  readonly buckets: Buckets;
  /** By member: its line; below 0: none. */
  readonly lineOf: Int32Array;
  /** Line after line. */
  readonly in: Float64Array;
  readonly out: Float64Array;
}

/** Adds what the members that have a line had, bucket by bucket. */
export function addLines({ chunk, from, to }: Stretch, seconds: Seconds, members: Members, lines: Lines): void {
  const { words, width } = chunk;
  const { buckets, lineOf } = lines;
  const first = seconds.from - width;
  for (let at = from * ENTRY_WORDS; at < to * ENTRY_WORDS; at += ENTRY_WORDS) {
    const second = words[at + ENTRY_SECOND]!;
    if (second <= first || second > seconds.to) continue;
    const member = members.of(words[at + ENTRY_SLOT]!, words[at + ENTRY_SERIAL]!);
    const line = member < 0 ? NONE : lineOf[member]!;
    if (line < 0) continue;
    const bucket = Math.floor((second - buckets.firstSecond) / buckets.seconds);
    const place = line * buckets.count + Math.min(Math.max(bucket, 0), buckets.count - 1);
    lines.in[place]! += words[at + ENTRY_IN]!;
    lines.out[place]! += words[at + ENTRY_OUT]!;
  }
}
