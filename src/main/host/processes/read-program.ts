/** What a process runs, from its folder in /proc. */
import { open, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { programName } from './program-name.ts';

const MAX_ARGUMENT_BYTES = 4096;

/**
 * Its name; null where nothing may be read, or it is gone. Through the thread pool: arguments are the process's own memory, which
 * may have to be fetched from disk.
 */
export async function readProgram(folder: string): Promise<string | null> {
  const [comm, exe, args] = await Promise.all([
    orNull(readFile(path.join(folder, 'comm'), 'utf8')),
    orNull(readlink(path.join(folder, 'exe'))),
    orNull(readStart(path.join(folder, 'cmdline'))),
  ]);
  return programName({ comm: comm?.replace(/\n$/, '') ?? null, exe, args: args?.split('\0') ?? [] });
}

async function readStart(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_ARGUMENT_BYTES));
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function orNull<T>(work: Promise<T>): Promise<T | null> {
  return work.catch(() => null);
}
