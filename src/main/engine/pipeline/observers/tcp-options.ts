/** Options of a TCP header (RFC 9293 §3.1): kind, length of the whole option, data; two kinds are a single byte. */

export const OPTION_MSS = 2;
export const OPTION_WINDOW_SCALE = 3;
export const OPTION_SACK_PERMITTED = 4;
export const OPTION_TIMESTAMPS = 8;
/** RFC 7413 §4.1.1. */
export const OPTION_FAST_OPEN = 34;
/** Kinds for experiments, of which the first two bytes of data say which (RFC 6994 §3); fast open was tried with both. */
export const OPTION_EXPERIMENT = 254;
export const OPTION_EXPERIMENT_OTHER = 255;

const OPTION_END = 0;
const OPTION_NO_OPERATION = 1;
/** Kind and length. */
export const OPTION_HEAD = 2;

/**
 * Where the option after the one at `at` begins; -1 where that is the last: the list ends, or what follows is not an
 * option. To begin with, `firstOption`. `end`: where the captured header ends.
 */
export function nextOption(bytes: Uint8Array, at: number, end: number): number {
  return firstOption(bytes, at + bytes[at + 1]!, end);
}

/** The first whole option from `at` on, or -1. */
export function firstOption(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && bytes[position] === OPTION_NO_OPERATION) position++;
  if (end - position < OPTION_HEAD || bytes[position] === OPTION_END) return -1;
  const length = bytes[position + 1]!;
  // A length that does not even hold itself would never end.
  return length < OPTION_HEAD || length > end - position ? -1 : position;
}

/** The last option of a kind, or -1. */
export function lastOption(bytes: Uint8Array, from: number, end: number, kind: number): number {
  let found = -1;
  for (let at = firstOption(bytes, from, end); at >= 0; at = nextOption(bytes, at, end))
    if (bytes[at] === kind) found = at;
  return found;
}
