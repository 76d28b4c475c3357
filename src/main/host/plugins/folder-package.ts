/** A folder into memory. Links are never followed; what was looked at is what is kept. */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { success, type Result } from '#base/result.ts';
import { openFailure, readFailure } from '../capture/open-failures.ts';
import { isErrno } from '../files/write-errors.ts';
import { entryNameProblem, EntryNames, isLeftOut } from './entry-names.ts';
import { MOST_FILE_BYTES, PackageBudget } from './package-budget.ts';
import { refuseEntry, refusePackage, type PackageFile, type PackageFiles } from './package-files.ts';

export async function readFolder(folder: string): Promise<Result<PackageFiles>> {
  const reader = new FolderReader(folder);
  const refused = await reader.read('');
  return refused ?? success(reader.contents());
}

/** At most `most` + 1 bytes of a regular file; null where it is a link or no regular file. Throws the system's errors. */
export async function readRegularFile(file: string, most: number, follow: boolean): Promise<Buffer | null> {
  let handle;
  try {
    // Without O_NONBLOCK a named pipe would hold us up until somebody writes.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (follow ? 0 : NO_FOLLOW));
  } catch (error) {
    if (!follow && isErrno(error) && (error.code === 'ELOOP' || error.code === 'ENXIO')) return null;
    throw error;
  }
  try {
    if (!(await handle.stat()).isFile()) return null;
    const chunks: Buffer[] = [];
    for (let left = most + 1; left > 0;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(left, 256 * 1024)));
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await handle.close();
  }
}

const NO_FOLLOW: number = constants.O_NOFOLLOW ?? 0;

class FolderReader {
  readonly #folder: string;
  readonly #budget: PackageBudget = new PackageBudget(null);
  readonly #names: EntryNames = new EntryNames();
  readonly #files: PackageFile[] = [];
  readonly #leftOut: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  contents(): PackageFiles {
    return { files: this.#files, bytes: this.#budget.bytes, leftOut: this.#leftOut };
  }

  /** `inside`: '' or a folder with `/` at its end. */
  async read(inside: string): Promise<Result<never> | null> {
    let entries;
    try {
      entries = await readdir(path.join(this.#folder, inside), { withFileTypes: true });
    } catch (error) {
      return openFailure(error, path.join(this.#folder, inside));
    }
    // Sorted, so that the same folder is always refused for the same reason and packed in the same order.
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = inside + entry.name;
      if (isLeftOut(name)) {
        this.#leftOut.push(name);
        continue;
      }
      const tooMany = this.#budget.entry();
      if (tooMany !== null) return refusePackage(this.#folder, tooMany);
      const problem = this.#nameProblem(name, entry.isDirectory()) ?? typeProblem(entry);
      if (problem !== null) return refuseEntry(this.#folder, name, problem);
      const refused = entry.isDirectory() ? await this.read(`${name}/`) : await this.#file(name);
      if (refused !== null) return refused;
    }
    return null;
  }

  #nameProblem(name: string, isFolder: boolean): string | null {
    return entryNameProblem(name) ?? this.#names.add(name, isFolder ? 'folder' : 'file');
  }

  async #file(name: string): Promise<Result<never> | null> {
    this.#budget.file(null);
    let bytes;
    try {
      bytes = await readRegularFile(path.join(this.#folder, name), MOST_FILE_BYTES, false);
    } catch (error) {
      return readFailure(error, path.join(this.#folder, name));
    }
    if (bytes === null) return refuseEntry(this.#folder, name, 'is a link or a special file');
    const problem = this.#budget.take(bytes.length);
    if (problem !== null) return refuseEntry(this.#folder, name, problem);
    this.#files.push({ name, bytes });
    return null;
  }
}

function typeProblem(entry: { isSymbolicLink(): boolean; isFile(): boolean; isDirectory(): boolean }): string | null {
  if (entry.isSymbolicLink()) return 'is a symbolic link';
  return entry.isFile() || entry.isDirectory() ? null : 'is a special file (device, pipe or socket)';
}
