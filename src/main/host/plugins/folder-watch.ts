/** Tells when a file in a folder was replaced or written. Where the system cannot watch, it looks every two seconds. */
import { unwatchFile, watch, watchFile } from 'node:fs';
import path from 'node:path';
import { isErrno } from '../files/write-errors.ts';

/** A replacement is several events. */
const QUIET_MS = 100;
const POLL_MS = 2000;

/** `changed` may be called without a change. The folder must exist. Returns how to stop. Keeps no process alive. */
export function watchFileIn(folder: string, name: string, changed: () => void): () => void {
  const file = path.join(folder, name);
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let stop: () => void = () => undefined;
  const soon = (): void => {
    if (timer !== null || stopped) return;
    timer = setTimeout(() => {
      timer = null;
      changed();
    }, QUIET_MS);
    timer.unref();
  };
  const poll = (): void => {
    watchFile(file, { persistent: false, interval: POLL_MS }, soon);
    stop = () => unwatchFile(file, soon);
  };
  try {
    // The folder, not the file: what is renamed over the file would not be seen otherwise.
    const watcher = watch(folder, { persistent: false }, (_event, changedName) => {
      if (changedName === null || changedName === name) soon();
    });
    stop = () => watcher.close();
    watcher.on('error', () => {
      watcher.close();
      if (stopped) return;
      poll();
      soon();
    });
  } catch (error) {
    // Too many watches on this machine, or a file system without them.
    if (!isErrno(error)) throw error;
    poll();
  }
  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
    stop();
  };
}
