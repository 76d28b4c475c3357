/** The stored numbers of sessions as the words of the records. */
import type { EndReason, SessionState } from '#contract/records.ts';

const STATES: readonly (SessionState | null)[] = [null, 'NEW', 'ESTABLISHED', 'CLOSE', 'ABORT', 'EXPIRED'];
const END_REASONS: readonly (EndReason | null)[] = [null, 'fin', 'rst', 'timeout', 'evicted', 'reused'];
/** In the order in which the letters are written, each with its bit (RFC 9293 §3.1, RFC 3168). */
const FLAG_LETTERS: readonly (readonly [string, number])[] = [
  ['F', 0x01],
  ['S', 0x02],
  ['R', 0x04],
  ['P', 0x08],
  ['A', 0x10],
  ['U', 0x20],
  ['E', 0x40],
  ['C', 0x80],
];
const FLAG_TEXTS: readonly string[] = Array.from({ length: 256 }, (_, flags) =>
  FLAG_LETTERS.map(([letter, bit]) => ((flags & bit) === 0 ? '' : letter)).join(''),
);

/** `state` is one of STATE_*, never 0. */
export function stateName(state: number): SessionState {
  return STATES[state] ?? 'NEW';
}

export function endReasonName(endReason: number): EndReason | null {
  return END_REASONS[endReason] ?? null;
}

/** `FSRPAUEC`, those that are set. */
export function tcpFlagsText(flags: number): string {
  return FLAG_TEXTS[flags]!;
}
