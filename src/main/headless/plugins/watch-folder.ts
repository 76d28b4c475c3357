/** Changes below a folder (or of one file), one answer for all that come together. */
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { isErrno } from '#main/host/files/write-errors.ts';

export interface FolderChanges {
  /** Answers with a name that changed, once things are quiet; also what changed since it was asked last. */
  next(): Promise<string>;
  close(): void;
}

/** Editors write a file in several steps. */
const QUIET_MS = 150;

/** `ignored`: a file below it that is written by whoever watches. */
export async function watchFolder(source: string, ignored: string | null): Promise<Result<FolderChanges>> {
  let watcher: FSWatcher;
  let only: string | null = null;
  try {
    const found = await stat(source);
    const folder = found.isDirectory() ? source : path.dirname(source);
    // The folder also for one file: most editors put a new file in its place.
    only = found.isDirectory() ? null : path.basename(source);
    watcher = watch(folder, { recursive: found.isDirectory() });
  } catch (error) {
    if (!isErrno(error)) throw error;
    return failure('usage', `Cannot watch ${source}: ${error.message}`, {
      remedy: 'Name the folder or file of the plugin',
    });
  }
  let changed: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let waiting: ((name: string) => void) | null = null;
  const tell = (): void => {
    if (changed === null || waiting === null) return;
    waiting(changed);
    [changed, waiting] = [null, null];
  };
  watcher.on('change', (_event, name) => {
    const text = String(name);
    if (only === null ? isNoise(text) || text === ignored : text !== only) return;
    changed = text;
    clearTimeout(timer);
    timer = setTimeout(tell, QUIET_MS);
  });
  // The folder is gone: nothing changes in it any more.
  watcher.on('error', () => watcher.close());
  return success({
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
        if (changed !== null) {
          clearTimeout(timer);
          timer = setTimeout(tell, QUIET_MS);
        }
      }),
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  });
}

/** What editors leave for themselves, version control, and our own files on their way. */
function isNoise(name: string): boolean {
  return name.split(path.sep).some((part) => part.startsWith('.') || part.endsWith('~') || part.endsWith('.part'));
}
