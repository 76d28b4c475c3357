/** How entries of the traffic log lie in memory. */

/** An entry in 32-bit words: its second since the epoch, the session's slot and serial (its lower half), bytes and packets. */
export const ENTRY_WORDS = 6;
export const ENTRY_SECOND = 0;
export const ENTRY_SLOT = 1;
export const ENTRY_SERIAL = 2;
export const ENTRY_OUT = 3;
export const ENTRY_IN = 4;
export const ENTRY_PACKETS = 5;
/** What a word holds at most. */
export const LARGEST_WORD = 0xffff_ffff;
/** The slot of entries of which nobody can tell whose they were. */
export const NOBODY = 0xffff_ffff;

export interface TrafficChunk {
  readonly words: Uint32Array;
  /** Entries, from the first word on. */
  readonly count: number;
  /** Seconds that an entry stands for, from its second on (a multiple of it). A power of two. */
  readonly width: number;
  /** Of all its entries. */
  readonly firstSecond: number;
  readonly lastSecond: number;
}

/** Whether an entry's serial, of which only the lower half is kept, is that of a session. */
export function isOfSession(serial: number, kept: number): boolean {
  return serial > 0 && serial >>> 0 === kept;
}
