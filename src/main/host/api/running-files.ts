/**
 * Which programs of this user serve the API now, and where: a file for each, so that `netloupe plugin status` finds them. What
 * a program that was killed left behind is removed by whoever looks next.
 */
import { unlinkSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { success, type Result } from '#base/result.ts';
import { isErrno } from '../files/write-errors.ts';
import { writeSecretFile } from './secret-file.ts';

export interface RunningInstance {
  readonly pid: number;
  readonly host: 'desktop' | 'headless';
  /** Base address of the API. */
  readonly url: string;
  readonly key: string;
}

const instanceSchema: z.ZodType<RunningInstance> = z.object({
  pid: z.number().int().positive(),
  host: z.enum(['desktop', 'headless']),
  url: z.string().regex(/^http:\/\/(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost):\d+$/),
  key: z.string(),
});

const folderOf = (home: string): string => path.join(home, 'run');

/** Answers how to take it back; it is taken back when the process ends, too. */
export async function announce(home: string, instance: Omit<RunningInstance, 'pid'>): Promise<Result<() => void>> {
  const file = path.join(folderOf(home), `${process.pid}.json`);
  const written = await writeSecretFile(file, { pid: process.pid, ...instance });
  if (!written.ok) return written;
  const remove = (): void => {
    process.off('exit', remove);
    try {
      unlinkSync(file);
    } catch (error) {
      // Removed by somebody already, which is what was wanted.
      if (!isErrno(error)) throw error;
    }
  };
  process.on('exit', remove);
  return success(remove);
}

/** By process id. */
export async function runningInstances(home: string): Promise<readonly RunningInstance[]> {
  const found: RunningInstance[] = [];
  for (const name of await namesIn(folderOf(home))) {
    if (!/^\d+\.json$/.test(name)) continue;
    const file = path.join(folderOf(home), name);
    const instance = await readInstance(file);
    if (instance !== null && isAlive(instance.pid)) found.push(instance);
    else await rm(file, { force: true });
  }
  return found.toSorted((a, b) => a.pid - b.pid);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (!isErrno(error)) throw error;
    return []; // never made: nobody has run
  }
}

async function readInstance(file: string): Promise<RunningInstance | null> {
  try {
    return instanceSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (isErrno(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error) && error.code === 'EPERM';
  }
}
