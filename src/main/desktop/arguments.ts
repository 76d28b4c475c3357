/** The capture that was named on the desktop program's command line. */
import { resolve } from 'node:path';

/**
 * The first argument that is no option, as an absolute path, or null. `argv` is `process.argv`: the executable, then,
 * where Electron runs an application folder (`appPathGiven`), that folder.
 */
export function captureArgument(
  argv: readonly string[],
  appPathGiven: boolean,
  workingDirectory: string,
): string | null {
  const plain = argv.slice(1).filter((argument) => argument !== '' && !argument.startsWith('-'));
  const file = plain[appPathGiven ? 1 : 0];
  return file === undefined ? null : resolve(workingDirectory, file);
}
