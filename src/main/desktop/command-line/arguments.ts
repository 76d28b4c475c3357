/** How the launcher (packaging/launcher/netloupe) says that a command is to be run, and which. */

const SWITCH = '--netloupe-command-line';

/**
 * The words of the command, or null: the desktop app is meant. `argv` is `process.argv`: the executable and Chromium's switches, ours among them, then `--`, behind
 * which Chromium and Electron look for nothing.
 */
export function commandLineOf(argv: readonly string[]): readonly string[] | null {
  const end = argv.indexOf('--');
  if (end === -1 || !argv.slice(1, end).includes(SWITCH)) return null;
  return argv.slice(end + 1);
}
