/** The files of a package in memory, where they are looked at before anything is written. */
import { failure, type Failure, type FailureCode } from '#base/result.ts';
import { quoted } from './entry-names.ts';

export interface PackageFile {
  /** Relative, with `/`; passed entryNameProblem and EntryNames. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface PackageFiles {
  readonly files: readonly PackageFile[];
  /** Of all files. */
  readonly bytes: number;
  /** Names that no package carries along (version control, what file managers add). */
  readonly leftOut: readonly string[];
}

type Refused = { readonly ok: false; readonly failure: Failure };

/** `problem` follows the name of the entry: "leads out of …". */
export function refuseEntry(shown: string, entry: string, problem: string, code: FailureCode = 'invalid'): Refused {
  return failure(code, `${shown}: the entry ${quoted(entry)} ${problem}`, {
    remedy: 'Ask the author of the plugin for a package without it; nothing was installed',
  });
}

/** `problem` is a sentence about the package: "it holds …". */
export function refusePackage(shown: string, problem: string, code: FailureCode = 'invalid'): Refused {
  return failure(code, `${shown} cannot be installed: ${problem}`, {
    remedy: 'Ask the author of the plugin for a proper package; nothing was installed',
  });
}
