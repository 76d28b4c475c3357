/**
 * Which parts of TCP streams were skipped so far: for a few thousand sessions at a time up to four gaps each, in memory of
 * one size whatever the traffic is. A session's place follows from its slot; where two need the same place, the later one
 * takes it and the other's gaps are forgotten: a segment that fills a forgotten gap is taken for a retransmission.
 * FLAG_GAPS is set exactly while a session has gaps here. Also counts what history tells by powers of ten.
 */
import { FLAG_GAPS } from './flow-flags.ts';
import type { SessionColumns, Slot } from './session-columns.ts';

const PLACES = 4096;
const GAPS_EACH = 4;
/** Why a gap is there: a later segment came, or the receiver acknowledged what was not captured. */
const FREE = 0;
const SKIPPED = 1;
const ACKNOWLEDGED = 2;

/** What `fill` answers where the segment fills no gap, and where it fills one that was acknowledged before. */
export const FILLS_NOTHING = -1;
export const FILLS_ACKNOWLEDGED = -2;

export class TcpGaps {
  readonly #columns: SessionColumns;
  readonly #serials: Float64Array = new Float64Array(PLACES);
  readonly #slots: Int32Array = new Int32Array(PLACES);
  /** A gap: what it is, direction, first sequence number, the one after the last, since when. */
  readonly #kinds: Uint8Array = new Uint8Array(PLACES * GAPS_EACH);
  readonly #directions: Uint8Array = new Uint8Array(PLACES * GAPS_EACH);
  readonly #begins: Int32Array = new Int32Array(PLACES * GAPS_EACH);
  readonly #ends: Int32Array = new Int32Array(PLACES * GAPS_EACH);
  readonly #since: Float64Array = new Float64Array(PLACES * GAPS_EACH);
  readonly #counts: Uint32Array = new Uint32Array(PLACES * 4);

  constructor(columns: SessionColumns) {
    this.#columns = columns;
  }

  /** One more of what happens in `direction` (OUT, IN), of kind 0 or 1. Answers how many by now. */
  count(slot: Slot, kind: number, direction: number): number {
    return ++this.#counts[this.#claim(slot) * 4 + kind * 2 + direction]!;
  }

  /**
   * What is from `next` on, where the stream stands, to before `end` was acknowledged and never seen. Answers whether that is
   * more than was known.
   */
  miss(slot: Slot, direction: number, next: number, end: number, time: number): boolean {
    const known = this.#acknowledgedFrom(slot, direction, next);
    if (known < 0) this.#open(slot, ACKNOWLEDGED, direction, next, end, time);
    else if (((end - this.#ends[known]!) | 0) > 0) this.#ends[known] = end;
    else return false;
    return true;
  }

  /**
   * A segment of `direction` from `begin` to before `end` came late. Answers since when there was a gap that it fills wholly
   * or partly, else FILLS_NOTHING or FILLS_ACKNOWLEDGED.
   */
  fill(slot: Slot, direction: number, begin: number, end: number): number {
    if (!this.#has(slot)) return FILLS_NOTHING;
    const first = placeOf(slot) * GAPS_EACH;
    let answer = FILLS_NOTHING;
    for (let gap = first; gap < first + GAPS_EACH; gap++) {
      if (this.#kinds[gap] === FREE || this.#directions[gap] !== direction) continue;
      const before = (begin - this.#begins[gap]!) | 0;
      const after = (this.#ends[gap]! - end) | 0;
      if (((end - this.#begins[gap]!) | 0) <= 0 || ((this.#ends[gap]! - begin) | 0) <= 0) continue;
      if (this.#kinds[gap] === SKIPPED) answer = Math.max(answer, this.#since[gap]!);
      else if (answer === FILLS_NOTHING) answer = FILLS_ACKNOWLEDGED;
      if (before > 0 && after > 0) this.#split(gap, first, begin, end);
      else if (before > 0) this.#ends[gap] = begin;
      else if (after > 0) this.#begins[gap] = end;
      else this.#kinds[gap] = FREE;
    }
    this.#settle(slot);
    return answer;
  }

  /** The receiver has what `direction` sent up to `end`. Answers how many gaps of it the capture will hardly see filled. */
  acknowledge(slot: Slot, direction: number, end: number): number {
    if (!this.#has(slot)) return 0;
    const first = placeOf(slot) * GAPS_EACH;
    let lost = 0;
    for (let gap = first; gap < first + GAPS_EACH; gap++) {
      if (this.#kinds[gap] !== SKIPPED || this.#directions[gap] !== direction) continue;
      if (((end - this.#begins[gap]!) | 0) <= 0) continue;
      lost++;
      if (((end - this.#ends[gap]!) | 0) >= 0) this.#kinds[gap] = FREE;
      else this.#begins[gap] = end;
    }
    if (lost > 0) this.#settle(slot);
    return lost;
  }

  /**
   * The stream, which stood at `next`, goes on with a segment from `begin` to before `end`. What it leaves out is a gap, but
   * for what was acknowledged already; what was acknowledged still earlier does not come any more.
   */
  goesOn(slot: Slot, direction: number, next: number, begin: number, end: number, time: number): void {
    let from = next;
    if (this.#has(slot)) {
      const first = placeOf(slot) * GAPS_EACH;
      const known = this.#acknowledgedFrom(slot, direction, next);
      for (let gap = first; gap < first + GAPS_EACH; gap++) {
        const old = this.#kinds[gap] === ACKNOWLEDGED && this.#directions[gap] === direction && gap !== known;
        if (old) this.#kinds[gap] = FREE;
      }
      if (known >= 0) from = this.#passAcknowledged(known, begin, end);
      this.#settle(slot);
    }
    if (((begin - from) | 0) > 0) this.#open(slot, SKIPPED, direction, from, begin, time);
  }

  /** Cuts an acknowledged gap to what is left of it. Answers where what is neither seen nor acknowledged begins. */
  #passAcknowledged(gap: number, begin: number, end: number): number {
    const acknowledged = this.#ends[gap]!;
    if (begin === this.#begins[gap]) {
      if (((end - acknowledged) | 0) >= 0) this.#kinds[gap] = FREE;
      else this.#begins[gap] = end;
    } else if (((acknowledged - begin) | 0) > 0) this.#ends[gap] = begin;
    return acknowledged;
  }

  /** The gap that is acknowledged from where the stream stands on, or -1. */
  #acknowledgedFrom(slot: Slot, direction: number, next: number): number {
    if (!this.#has(slot)) return -1;
    const first = placeOf(slot) * GAPS_EACH;
    for (let gap = first; gap < first + GAPS_EACH; gap++) {
      if (this.#kinds[gap] !== ACKNOWLEDGED || this.#directions[gap] !== direction) continue;
      if (this.#begins[gap] === next) return gap;
    }
    return -1;
  }

  #has(slot: Slot): boolean {
    return (this.#columns.flags(slot) & FLAG_GAPS) !== 0;
  }

  #open(slot: Slot, kind: number, direction: number, begin: number, end: number, time: number): void {
    const first = this.#claim(slot) * GAPS_EACH;
    let chosen = first;
    for (let gap = first; gap < first + GAPS_EACH; gap++) {
      if (this.#kinds[gap] === FREE) {
        chosen = gap;
        break;
      }
      if (this.#since[gap]! < this.#since[chosen]!) chosen = gap;
    }
    this.#set(chosen, kind, direction, begin, end, time);
    this.#columns.addFlags(slot, FLAG_GAPS);
  }

  /** What is filled was the middle of a gap: the part above goes where there is room. */
  #split(gap: number, first: number, begin: number, end: number): void {
    const gapEnd = this.#ends[gap]!;
    this.#ends[gap] = begin;
    for (let other = first; other < first + GAPS_EACH; other++) {
      if (this.#kinds[other] !== FREE) continue;
      this.#set(other, this.#kinds[gap]!, this.#directions[gap]!, end, gapEnd, this.#since[gap]!);
      return;
    }
  }

  #set(gap: number, kind: number, direction: number, begin: number, end: number, time: number): void {
    this.#kinds[gap] = kind;
    this.#directions[gap] = direction;
    this.#begins[gap] = begin;
    this.#ends[gap] = end;
    this.#since[gap] = time;
  }

  #settle(slot: Slot): void {
    const first = placeOf(slot) * GAPS_EACH;
    for (let gap = first; gap < first + GAPS_EACH; gap++) if (this.#kinds[gap] !== FREE) return;
    this.#columns.setFlags(slot, this.#columns.flags(slot) & ~FLAG_GAPS);
  }

  /** The session's place, taken from another session where that has it. */
  #claim(slot: Slot): number {
    const columns = this.#columns;
    const place = placeOf(slot);
    const serial = columns.serial(slot);
    if (this.#serials[place] === serial) return place;
    const other = this.#slots[place]!;
    if (this.#serials[place] !== 0 && columns.serial(other) === this.#serials[place]) {
      columns.setFlags(other, columns.flags(other) & ~FLAG_GAPS);
    }
    this.#serials[place] = serial;
    this.#slots[place] = slot;
    this.#kinds.fill(FREE, place * GAPS_EACH, (place + 1) * GAPS_EACH);
    this.#counts.fill(0, place * 4, (place + 1) * 4);
    return place;
  }
}

function placeOf(slot: Slot): number {
  return slot & (PLACES - 1);
}
