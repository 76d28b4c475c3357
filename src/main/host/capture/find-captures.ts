/** Files that may be captures of one timeline. Names say nothing here: what is in a file is for the reader to find out. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FoundFile, FoundFiles } from '#main/engine/capture/packet-source.ts';
import { isErrno } from '../files/write-errors.ts';
import { openFailure } from './open-failures.ts';

/** More captures than anybody keeps in one place. */
const MOST_FILES = 10_000;
/** What is being written beside its target, maybe right here. */
const OURS = /^\.netloupe-[0-9a-f]+\.part$/;
/** Of what is left out, said one by one. */
const MOST_SAID = 500;

/**
 * What `paths` name, and what is in the folders among them and one level below. Null where that is a single file, or nothing: whoever opens it
 * says what is wrong. Symbolic links are followed.
 */
export async function findCaptures(paths: readonly string[]): Promise<FoundFiles | null> {
  const [only] = paths;
  if (only === undefined) return null;
  const found = new FoundList();
  if (paths.length === 1) {
    if (!(await isFolder(only))) return null;
    await found.addFolder(only, '', 1);
  } else {
    for (const each of paths) await found.add(each, path.basename(each), 2);
  }
  return { title: path.basename(path.resolve(only)), files: found.files, leftOut: found.leftOut() };
}

async function isFolder(file: string): Promise<boolean> {
  if (file === '-' || file.includes('\0')) return false;
  try {
    return (await stat(file)).isDirectory();
  } catch (error) {
    if (!isErrno(error)) throw error;
    return false;
  }
}

class FoundList {
  readonly files: FoundFile[] = [];
  readonly #leftOut: { readonly name: string; readonly reason: string }[] = [];
  #notSaid = 0;

  leftOut(): FoundFiles['leftOut'] {
    if (this.#notSaid === 0) return this.#leftOut;
    return [...this.#leftOut, { name: '', reason: `${this.#notSaid} more are left out` }];
  }

  async addFolder(folder: string, prefix: string, deeper: number): Promise<void> {
    const names = await readdir(folder);
    for (const name of names.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))) {
      await this.add(path.join(folder, name), `${prefix}${name}`, deeper);
    }
  }

  /** `deeper`: how many levels of folders may still be gone into. */
  async add(full: string, name: string, deeper: number): Promise<void> {
    try {
      const found = await stat(full);
      if (found.isDirectory()) {
        if (deeper > 0) await this.addFolder(full, `${name}/`, deeper - 1);
        else this.#leave(name, `${name} is a folder too far down`);
      } else if (!found.isFile()) this.#leave(name, `${name} is not a file`);
      else if (OURS.test(path.basename(name))) return;
      else if (this.files.length < MOST_FILES) this.files.push({ name, path: full, bytes: found.size });
      else this.#leave(name, `${name} is one more than the ${MOST_FILES} files that are looked at`);
    } catch (error) {
      if (!isErrno(error)) throw error;
      const told = openFailure(error, name);
      this.#leave(name, told.ok ? '' : told.failure.message);
    }
  }

  #leave(name: string, reason: string): void {
    if (this.#leftOut.length < MOST_SAID) this.#leftOut.push({ name, reason });
    else this.#notSaid++;
  }
}
