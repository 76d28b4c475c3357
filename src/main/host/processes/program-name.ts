/** What a process is called. */

/** The kernel keeps so many characters of a name. */
const NAME_LENGTH = 15;

/** What /proc/PID has of a process; null where it may not be read. */
export interface ProcessTexts {
  /** Its name, as the kernel has it: of the file that was run, cut, unless the process gave itself another one. */
  readonly comm: string | null;
  /** Path of the program. */
  readonly exe: string | null;
  /** Its arguments, the name that it was called by first. */
  readonly args: readonly string[];
}

/**
 * The whole name where the kernel's is the beginning of the program's file, or of what was run: a script by its own name, not its
 * interpreter's. Else it was renamed (after a thread, say), and the program's file says more. Null where nothing is known.
 */
export function programName({ comm, exe, args }: ProcessTexts): string | null {
  const file = exe === null ? null : fileName(exe.replace(/ \(deleted\)$/, ''));
  const names = [file, ...args.slice(0, 2).map((argument) => fileName(argument))];
  for (const name of names) if (name !== null && name !== '' && name.slice(0, NAME_LENGTH) === comm) return name;
  return file ?? comm;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
