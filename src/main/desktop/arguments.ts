/** What the desktop program's command line asks for. */
import { resolve } from 'node:path';

/** Starts without a window in front: what is started at login says so. */
export const MINIMISED_ARGUMENT = '--minimised';

export interface DesktopArguments {
  /** Captures, and folders of them, as absolute paths. */
  readonly captures: readonly string[];
  readonly minimised: boolean;
}

/**
 * Captures are what is no option. `argv` is `process.argv`: the executable, then, where Electron runs an application folder
 * (`appPathGiven`), that folder.
 */
export function desktopArguments(
  argv: readonly string[],
  appPathGiven: boolean,
  workingDirectory: string,
): DesktopArguments {
  const plain = argv.slice(1).filter((argument) => argument !== '' && !argument.startsWith('-'));
  return {
    captures: plain.slice(appPathGiven ? 1 : 0).map((file) => resolve(workingDirectory, file)),
    minimised: argv.includes(MINIMISED_ARGUMENT),
  };
}
