/**
 * Has the kernel kill a process when the one that started it is gone, however that went: a plugin in an endless loop never
 * sees its channel close. Linux only, by `setpriv` of util-linux; elsewhere nothing is added.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PROGRAMS = ['/usr/bin/setpriv', '/bin/setpriv'];
const WORDS = ['--pdeathsig', 'KILL'];

/** Looked for once. Null: there is none, or one that cannot do it (BusyBox). */
let found: string | null | undefined = undefined;

/** The command with which to start `program`, and the words that go before its own. */
export function commandOf(program: string): readonly [string, ...string[]] {
  if (found === undefined) found = process.platform === 'linux' ? findProgram() : null;
  return found === null ? [program] : [found, ...WORDS, program];
}

function findProgram(): string | null {
  const tries = (file: string): boolean =>
    existsSync(file) && spawnSync(file, [...WORDS, file, '--version'], { env: {}, stdio: 'ignore' }).status === 0;
  return PROGRAMS.find(tries) ?? null;
}
