/** A folder with those above it. */
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isErrno } from './write-errors.ts';

/**
 * Throws the system's error. Not `mkdir` with `recursive`: where a file system answers ENOENT for what cannot be made in it
 * (/proc), Node tries again for ever.
 */
export function makeFolder(folder: string, mode: number = 0o777): void {
  const above = path.dirname(folder);
  if (above !== folder && statSync(above, { throwIfNoEntry: false }) === undefined) makeFolder(above, mode);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    // It is there already, or somebody else was faster.
    if (!isErrno(error) || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
