/** Makes names in a folder last: of files that were made, renamed or removed. Not every file system can; the data is safe either way. */
import { open } from 'node:fs/promises';
import { isErrno } from './write-errors.ts';

export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!isErrno(error)) throw error;
  }
}
