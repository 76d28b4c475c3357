/** What the process's exit status says, and how a failure is told on stderr. */
import type { Failure, FailureCode } from '#base/result.ts';

export const EXIT_DONE = 0;
export const EXIT_OTHER = 1;
export const EXIT_USAGE = 2;
/** Input missing, unreadable or unsupported. */
export const EXIT_INPUT = 3;
/** Input damaged part-way: everything up to the damage was written. */
export const EXIT_DAMAGED = 4;
export const EXIT_NOT_PERMITTED = 5;

const EXIT_CODES: Readonly<Record<FailureCode, number>> = {
  usage: EXIT_USAGE,
  invalid: EXIT_USAGE,
  'not-found': EXIT_INPUT,
  unreadable: EXIT_INPUT,
  unsupported: EXIT_INPUT,
  vanished: EXIT_INPUT,
  damaged: EXIT_DAMAGED,
  'not-permitted': EXIT_NOT_PERMITTED,
  unavailable: EXIT_OTHER,
  'no-space': EXIT_OTHER,
  unwritable: EXIT_OTHER,
  'in-use': EXIT_OTHER,
  cancelled: EXIT_OTHER,
  disconnected: EXIT_OTHER,
  internal: EXIT_OTHER,
};

export function exitCodeOf(failure: Failure): number {
  return EXIT_CODES[failure.code];
}

/** `netloupe: message` and the remedy below it. Where the damage begins is named, whatever the message says. */
export function failureText(failure: Failure): string {
  const { message, remedy, offset } = failure;
  const where = offset === undefined || message.includes(String(offset)) ? '' : ` (at byte ${offset})`;
  return `netloupe: ${message}${where}${remedy === undefined ? '' : `\n  ${remedy}`}`;
}
