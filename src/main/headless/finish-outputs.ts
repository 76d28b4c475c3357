/** The end of a command that writes rows: files get their names, failures are told. */
import type { Failure } from '#base/result.ts';
import { EXIT_DONE, exitCodeOf, failureText } from './exit-codes.ts';
import type { RecordOutputs } from './record-outputs.ts';
import { note } from './terminal.ts';

/** `ended`: what ended the reading early. `dropped`: what was written is of no use. Answers the exit status. */
export async function finishOutputs(outputs: RecordOutputs, ended: Failure | null, dropped: boolean): Promise<number> {
  const failures: Failure[] = ended === null ? [] : [ended];
  if (dropped) await outputs.abort();
  else {
    const result = outputs.failed ? await outputs.rescue() : await outputs.commit();
    failures.push(...result.failures);
    if (ended !== null && result.written.length > 0) {
      note(`Kept what was read before the end: ${result.written.join(', ')}`);
    }
  }
  for (const one of failures) note(failureText(one));
  return failures[0] === undefined ? EXIT_DONE : exitCodeOf(failures[0]);
}
