/** Netloupe's own capture helper (packaging/capture-helper): where it is, whether to trust it, whether it may capture. */
import { execFile } from 'node:child_process';
import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import { errorCode } from './open-failures.ts';

/** Where packages put it. Nothing else is looked at: no setting and no environment can name another program. */
export const OWN_HELPER = '/usr/libexec/netloupe/netloupe-capture';

const WRITABLE_BY_OTHERS = 0o022;
const PROBE_TIMEOUT_MS = 5000;

/**
 * `untrusted`: somebody other than root could have put it there, so it is not run; `outside-group`: this user may not
 * run it; `runnable`: whether it may capture is for itself to say.
 */
export type OwnHelperState = 'absent' | 'untrusted' | 'outside-group' | 'runnable';

export function ownHelperState(file: string = OWN_HELPER): OwnHelperState {
  if (process.platform !== 'linux') return 'absent';
  try {
    if (!lstatSync(file).isFile()) return 'untrusted';
    for (let at = file; ; at = path.dirname(at)) {
      if (!belongsToRoot(lstatSync(at))) return 'untrusted';
      if (at === path.dirname(at)) break;
    }
    accessSync(file, constants.X_OK);
    return 'runnable';
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return code === 'EACCES' ? 'outside-group' : 'absent';
  }
}

/** A link is followed nowhere: it would have to be asked about in turn. */
function belongsToRoot(found: Stats): boolean {
  return found.uid === 0 && !found.isSymbolicLink() && (found.mode & WRITABLE_BY_OTHERS) === 0;
}

/** The helper, if it can be trusted and says that it may capture for this user; nothing is captured. */
export async function findOwnHelper(file: string = OWN_HELPER): Promise<string | null> {
  if (ownHelperState(file) !== 'runnable') return null;
  const permitted = await new Promise<boolean>((resolve) => {
    execFile(file, ['--check'], { env: {}, timeout: PROBE_TIMEOUT_MS }, (error) => resolve(error === null));
  });
  return permitted ? file : null;
}
