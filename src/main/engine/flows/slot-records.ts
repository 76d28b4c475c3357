/**
 * What the table alone needs to know of a slot, side by side in one record, because it is needed together: finding a
 * session, checking its time and ending it then touch a line or two of the cache and not one per fact. All zero where a
 * slot was never used, so that memory that is not needed yet is not touched either.
 */
import type { Slot } from './session-columns.ts';

/** A record is 48 bytes: `words[slot * RECORD_WORDS + …]`, the same in floats, and `doubles[slot * RECORD_DOUBLES + …]`. */
export const RECORD_WORDS = 12;
export const RECORD_DOUBLES = 6;

/** The key (see FlowKey); owned by the index. */
export const WORD_HASH = 0;
export const WORD_PORTS = 1;
export const WORD_META = 2;
export const WORD_VLANS = 3;
/** Double: time of the last packet on the table's clock. */
export const DOUBLE_ACTIVITY = 2;
/** Neighbours in the time-out class's bucket (owned by the expiry); for a slot that is not live, in the pool's lists. */
export const WORD_NEXT = 6;
export const WORD_PREVIOUS = 7;
/** Time-out class + 1, 0 for none. */
export const WORD_CLASS = 8;
/** Two words, owned by the TCP states: initial sequence numbers out and in. */
export const WORD_SEQUENCES = 9;
/** Float, owned by the TCP states: from the session's start to its latest SYN, microseconds. */
export const FLOAT_SYN_DELAY = 11;

export class SlotRecords {
  capacity: number;
  words: Int32Array;
  doubles: Float64Array;
  floats: Float32Array;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * RECORD_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.capacity = capacity;
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.floats = new Float32Array(buffer);
  }

  /** Array references taken before are stale afterwards. */
  grow(capacity: number): void {
    const larger = new SlotRecords(capacity);
    larger.words.set(this.words);
    this.capacity = capacity;
    this.words = larger.words;
    this.doubles = larger.doubles;
    this.floats = larger.floats;
  }

  activity(slot: Slot): number {
    return this.doubles[slot * RECORD_DOUBLES + DOUBLE_ACTIVITY]!;
  }
}
