/** Entries of the traffic log over longer stretches of time: those of one session in one of them become one entry. */
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
  LARGEST_WORD,
  NOBODY,
  type TrafficChunk,
} from './traffic-entries.ts';

/**
 * One chunk of all entries of `parts`, none of which is wider than `width`; sums stay as they are. Entries of sessions that are gone
 * (`serialOf` says another serial) become nobody's. `slots`: more than any slot in them.
 */
export function coarsened(
  parts: readonly TrafficChunk[],
  width: number,
  slots: number,
  serialOf: (slot: Slot) => number,
): TrafficChunk {
  const words = new Uint32Array(parts.reduce((sum, { count }) => sum + count, 0) * ENTRY_WORDS);
  /** By slot: place of its last entry in `words`, plus one; the last one is nobody's. */
  const lastOf = new Uint32Array(slots + 1);
  let count = 0;
  let firstSecond = LARGEST_WORD;
  let lastSecond = 0;
  for (const part of parts) {
    for (let from = 0; from < part.count * ENTRY_WORDS; from += ENTRY_WORDS) {
      const second = part.words[from + ENTRY_SECOND]! - (part.words[from + ENTRY_SECOND]! % width);
      let slot = part.words[from + ENTRY_SLOT]!;
      let serial = part.words[from + ENTRY_SERIAL]!;
      if (slot !== NOBODY && !isOfSession(serialOf(slot), serial)) slot = NOBODY;
      if (slot === NOBODY) serial = 0;
      const place = slot === NOBODY ? slots : slot;
      const to = (lastOf[place]! - 1) * ENTRY_WORDS;
      if (
        to >= 0 &&
        words[to + ENTRY_SECOND] === second &&
        words[to + ENTRY_SERIAL] === serial &&
        fits(words, to, part.words, from)
      ) {
        for (let word = ENTRY_OUT; word <= ENTRY_PACKETS; word++) words[to + word]! += part.words[from + word]!;
        continue;
      }
      const at = count++ * ENTRY_WORDS;
      words[at + ENTRY_SECOND] = second;
      words[at + ENTRY_SLOT] = slot;
      words[at + ENTRY_SERIAL] = serial;
      for (let word = ENTRY_OUT; word <= ENTRY_PACKETS; word++) words[at + word] = part.words[from + word]!;
      lastOf[place] = count;
      if (second < firstSecond) firstSecond = second;
      if (second > lastSecond) lastSecond = second;
    }
  }
  return { words: words.slice(0, count * ENTRY_WORDS), count, width, firstSecond, lastSecond };
}

function fits(words: Uint32Array, to: number, more: Uint32Array, from: number): boolean {
  return (
    words[to + ENTRY_OUT]! + more[from + ENTRY_OUT]! <= LARGEST_WORD &&
    words[to + ENTRY_IN]! + more[from + ENTRY_IN]! <= LARGEST_WORD
  );
}
