/**
 * Who had how much traffic when: an entry for each session and second in which it had packets. Everything that is summed over time comes
 * from here, exact for any choice of sessions. Bounded: what is full is coarsened, oldest first, a bit at a time with what comes
 * in, so that all of the capture stays; the newest quarter keeps its seconds as long as that is possible.
 *
 * Chunks that are full never change: who took `chunks()` reads what it was, however long that takes. Only the last one grows.
 */
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';
import type { Slot } from '#main/engine/flows/session-columns.ts';
import { coarsened } from './coarser-traffic.ts';
import {
  ENTRY_IN,
  ENTRY_OUT,
  ENTRY_PACKETS,
  ENTRY_SECOND,
  ENTRY_SERIAL,
  ENTRY_SLOT,
  ENTRY_WORDS,
  LARGEST_WORD,
  NOBODY,
  type TrafficChunk,
} from './traffic-entries.ts';

export interface TrafficLogSizes {
  /** Entries that are kept; at most the entries of one chunk more. */
  readonly entries: number;
  readonly chunk: number;
}

const DEFAULT_SIZES: TrafficLogSizes = { entries: 4_000_000, chunk: 65_536 };
/** Beyond this, a width says nothing any more: some 97 days. From `WIDE` on, nothing is spared. */
const WIDEST = 2 ** 23;
const WIDE = 2 ** 12;
/** Bits of coarsening that are done while a chunk fills. */
const STEPS_A_CHUNK = 8;

export class TrafficLog {
  /** Time of the first and the latest packet; NaN before there was any. */
  firstTime: Microseconds = Number.NaN;
  lastTime: Microseconds = Number.NaN;
  private readonly sizes: TrafficLogSizes;
  /** The serial of the session that is in a slot by now. */
  private readonly serialOf: (slot: Slot) => number;
  private full: TrafficChunk[] = [];
  /** Number of the first entry of each of them; NaN where entries were joined. */
  private firsts: number[] = [];
  private fullEntries = 0;
  private words: Uint32Array;
  private count = 0;
  private firstSecond = LARGEST_WORD;
  private lastSecond = 0;
  private latestSecond = 0;
  /** By slot: number of its last entry, which is in the last chunk where it is not below `base`. */
  private lastOf = new Float64Array(1024);
  private lastOfNobody = 0;
  /** Number of the first entry of the last chunk. */
  private base = 1;
  /** Entries with lower numbers do not grow: they are of chunks that are full, or were read for good. */
  private growsFrom = 1;
  /** What is coarsened becomes this wide. */
  private coarse = 2;
  /** Entries that were begun, or would have been. */
  private begun = 0;
  /** Whose turn it is to be freed of sessions that are gone, once nothing can be made coarser. */
  private turn = 0;

  constructor(serialOf: (slot: Slot) => number, sizes: TrafficLogSizes = DEFAULT_SIZES) {
    this.serialOf = serialOf;
    this.sizes = sizes;
    this.words = new Uint32Array(sizes.chunk * ENTRY_WORDS);
  }

  get entries(): number {
    return this.fullEntries + this.count;
  }

  /** A packet of the session in `slot`. A time that is none, or beyond 2106, counts as the latest one. */
  add(slot: Slot, serial: number, time: Microseconds, bytes: number, inward: boolean): void {
    let second = Math.floor(time / MICROSECONDS_PER_SECOND);
    if (!(second >= 0 && second <= LARGEST_WORD)) second = this.latestSecond;
    else this.see(time, second);
    if (slot >= this.lastOf.length) this.growSlots(slot);
    const { words } = this;
    const last = this.lastOf[slot]!;
    const at = (last - this.base) * ENTRY_WORDS;
    const way = inward ? ENTRY_IN : ENTRY_OUT;
    if (
      last >= this.growsFrom &&
      words[at + ENTRY_SECOND] === second &&
      words[at + ENTRY_SERIAL] === serial >>> 0 &&
      words[at + way]! + bytes <= LARGEST_WORD
    ) {
      words[at + way]! += bytes;
      words[at + ENTRY_PACKETS]!++;
    } else this.begin(slot, serial, second, bytes, way);
  }

  /** What there is, oldest first; the last one is as it is now, its entries may still grow. */
  chunks(): readonly TrafficChunk[] {
    return this.count === 0 ? this.full.slice() : [...this.full, this.lastChunk(this.words)];
  }

  /** The same, but nothing of it ever changes. */
  frozenChunks(): readonly TrafficChunk[] {
    if (this.count > 0) this.seal();
    return this.full.slice();
  }

  /** That the next entry will have: they count up from 1, over all of the capture. */
  get nextNumber(): number {
    return this.base + this.count;
  }

  /**
   * Entries that lie together, from number `from` on, as they are now: the first `count` of `words`, of which the first has the number `first`. That is later than
   * `from` where entries were joined meanwhile. None: `first` is the number of the next one that comes.
   */
  entriesFrom(from: number): { readonly words: Uint32Array; readonly count: number; readonly first: number } {
    for (const [position, { words, count }] of this.full.entries()) {
      const first = this.firsts[position]!;
      // Not where its number is not known: comparisons with NaN are false.
      if (!(first + count > from)) continue;
      const skip = Math.max(0, from - first);
      return { words: words.subarray(skip * ENTRY_WORDS), count: count - skip, first: first + skip };
    }
    const skip = Math.min(Math.max(0, from - this.base), this.count);
    return { words: this.words.subarray(skip * ENTRY_WORDS), count: this.count - skip, first: this.base + skip };
  }

  /** Entries with lower numbers than `number` are what they are: what comes late becomes an entry of its own. */
  settle(number: number): void {
    this.growsFrom = Math.max(this.growsFrom, number);
  }

  private see(time: Microseconds, second: number): void {
    if (second > this.latestSecond) this.latestSecond = second;
    if (!(time <= this.lastTime)) this.lastTime = time;
    if (!(time >= this.firstTime)) this.firstTime = time;
  }

  private begin(slot: Slot, serial: number, second: number, bytes: number, way: number): void {
    if (this.count === this.sizes.chunk) this.seal();
    if (++this.begun % Math.ceil(this.sizes.chunk / STEPS_A_CHUNK) === 0) this.makeRoom();
    if (this.fullEntries >= this.sizes.entries) {
      this.addToNobody(second, bytes, way);
      return;
    }
    this.lastOf[slot] = this.base + this.count;
    this.append(second, slot, serial, bytes, way);
  }

  /** There is no room for more than a sum a second. */
  private addToNobody(second: number, bytes: number, way: number): void {
    const at = (this.lastOfNobody - this.base) * ENTRY_WORDS;
    const { words } = this;
    if (
      this.lastOfNobody >= this.growsFrom &&
      words[at + ENTRY_SECOND] === second &&
      words[at + way]! + bytes <= LARGEST_WORD
    ) {
      words[at + way]! += bytes;
      words[at + ENTRY_PACKETS]!++;
      return;
    }
    this.lastOfNobody = this.base + this.count;
    this.append(second, NOBODY, 0, bytes, way);
  }

  private append(second: number, slot: number, serial: number, bytes: number, way: number): void {
    const { words } = this;
    const at = this.count++ * ENTRY_WORDS;
    words[at + ENTRY_SECOND] = second;
    words[at + ENTRY_SLOT] = slot;
    words[at + ENTRY_SERIAL] = serial;
    words[at + ENTRY_OUT] = 0;
    words[at + ENTRY_IN] = 0;
    words[at + way] = bytes;
    words[at + ENTRY_PACKETS] = 1;
    if (second < this.firstSecond) this.firstSecond = second;
    if (second > this.lastSecond) this.lastSecond = second;
  }

  private lastChunk(words: Uint32Array): TrafficChunk {
    const { count, firstSecond, lastSecond } = this;
    return { words, count, width: 1, firstSecond, lastSecond };
  }

  private seal(): void {
    const { words, count } = this;
    const isFull = count === this.sizes.chunk;
    this.full.push(this.lastChunk(isFull ? words : words.slice(0, count * ENTRY_WORDS)));
    this.firsts.push(this.base);
    this.fullEntries += count;
    if (isFull) this.words = new Uint32Array(words.length);
    this.base += count;
    this.growsFrom = Math.max(this.growsFrom, this.base);
    this.count = 0;
    this.firstSecond = LARGEST_WORD;
    this.lastSecond = 0;
  }

  /** Where there is little room left: coarsens the oldest chunk that is not yet as coarse as it has to be. */
  private makeRoom(): void {
    const { entries } = this.sizes;
    if (this.fullEntries <= entries - entries / 8) return;
    for (;;) {
      const position = this.nextToCoarsen();
      if (position >= 0) {
        this.coarsen(position, this.coarse);
        return;
      }
      if (this.coarse === WIDEST) break;
      this.coarse *= 2;
    }
    this.turn = (this.turn + 1) % this.full.length;
    this.coarsen(this.turn, this.full[this.turn]!.width);
  }

  private nextToCoarsen(): number {
    let left = this.coarse >= WIDE ? Number.POSITIVE_INFINITY : this.fullEntries - this.sizes.entries / 4;
    for (let position = 0; position < this.full.length && left > 0; position++) {
      const { width, count } = this.full[position]!;
      if (width < this.coarse) return position;
      left -= count;
    }
    return -1;
  }

  /** Together with the one before it, where both become one of usual size. */
  private coarsen(position: number, width: number): void {
    const { full, sizes } = this;
    const before = full[position - 1];
    const joins = before !== undefined && before.width === width && before.count <= sizes.chunk / 2;
    const parts = joins ? [before, full[position]!] : [full[position]!];
    const chunk = coarsened(parts, width, this.lastOf.length, this.serialOf);
    full.splice(position + 1 - parts.length, parts.length, chunk);
    this.firsts.splice(position + 1 - parts.length, parts.length, Number.NaN);
    this.fullEntries += chunk.count - parts.reduce((sum, { count }) => sum + count, 0);
  }

  private growSlots(slot: Slot): void {
    const lastOf = new Float64Array(Math.max(slot + 1, this.lastOf.length * 2));
    lastOf.set(this.lastOf);
    this.lastOf = lastOf;
  }
}
