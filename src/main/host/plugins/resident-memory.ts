/** Memory of another process as the system counts it. */
import { readFile } from 'node:fs/promises';
import { isErrno } from '../files/write-errors.ts';

/** Null where it cannot be told: not on Linux, or the process is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  try {
    // Not statm: its unit is a page, and Node does not say how large those are.
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
    return match === null ? null : Number(match[1]) * 1024;
  } catch (error) {
    if (!isErrno(error)) throw error;
    return null;
  }
}
