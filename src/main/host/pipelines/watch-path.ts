/** Tells when a file, or anything in a folder, changed. */
import { statSync, watch } from 'node:fs';
import path from 'node:path';
import { isErrno } from '../files/write-errors.ts';
import { watchFileIn } from '../plugins/folder-watch.ts';

/** Editors write a file in several steps. */
const QUIET_MS = 150;

/** `changed` may be called without a change. What is not there is not watched. Returns how to stop. Keeps no process alive. */
export function watchPath(watched: string, changed: () => void): () => void {
  const found = statSync(watched, { throwIfNoEntry: false });
  if (found === undefined) return () => undefined;
  if (!found.isDirectory()) return watchFileIn(path.dirname(watched), path.basename(watched), changed);
  let timer: NodeJS.Timeout | undefined;
  try {
    const watcher = watch(watched, { recursive: true, persistent: false }, () => {
      clearTimeout(timer);
      timer = setTimeout(changed, QUIET_MS);
      timer.unref();
    });
    // The folder is gone: nothing changes in it any more.
    watcher.on('error', () => watcher.close());
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  } catch (error) {
    // Too many watches on this machine, or a file system without them: what changes is seen at the next start.
    if (!isErrno(error)) throw error;
    return () => undefined;
  }
}
