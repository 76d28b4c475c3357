/** How a command ends that will not be done. */
import type { Failure } from '#base/result.ts';
import { exitCodeOf, failureText } from './exit-codes.ts';
import { note } from './terminal.ts';

/** Says why and how to mend it on stderr; answers the exit status. */
export function refuse(reason: Failure): number {
  note(failureText(reason));
  return exitCodeOf(reason);
}
