/**
 * One writer at a time among all processes that share a folder: a file that exists while somebody writes. It holds who that is,
 * so that the lock of a process that was killed is taken away by the next one.
 */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';

/** Holders need milliseconds; one that takes longer than this is gone or hangs for good. */
const STALE_AFTER_MS = 30_000;
/** Less than STALE_AFTER_MS on purpose: who waits in front of a program that hangs is told so. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 10;
/** A holder writes who it is right after it has made the file. */
const UNSIGNED_AFTER_MS = 2000;

/** Those of this process. A lock with our process id and another token was left by one that had our id before. */
const heldTokens = new Set<string>();

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}
const holderSchema: z.ZodType<Holder> = z.object({ pid: z.number().int(), host: z.string(), token: z.string() });

export interface FileLockOptions {
  /** Unique for each taking of the lock. */
  token(): string;
  readonly patienceMs?: number;
  readonly staleAfterMs?: number;
}

/** Runs `work` while `file` is ours. */
export async function withFileLock<T>(
  file: string,
  options: FileLockOptions,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const me: Holder = { pid: process.pid, host: hostname(), token: options.token() };
  heldTokens.add(me.token);
  try {
    const taken = await take(file, me, options);
    if (!taken.ok) return taken;
    try {
      return await work();
    } finally {
      // Not ours any more only where we were taken for dead.
      if ((await holderOf(file))?.token === me.token) await rm(file, { force: true });
    }
  } catch (error) {
    return describeWriteError(error, file);
  } finally {
    heldTokens.delete(me.token);
  }
}

async function take(file: string, me: Holder, options: FileLockOptions): Promise<Result<null>> {
  const { patienceMs = PATIENCE_MS, staleAfterMs = STALE_AFTER_MS } = options;
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      await writeFile(file, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
      return success(null);
    } catch (error) {
      // Windows answers EPERM while a file of that name is on its way out.
      if (!isErrno(error) || (error.code !== 'EEXIST' && error.code !== 'EPERM'))
        return describeWriteError(error, file);
      if (error.code === 'EPERM' && process.platform !== 'win32') return describeWriteError(error, file);
    }
    if (performance.now() > until) return occupied(file, await holderOf(file));
    if (await isStale(file, staleAfterMs)) await breakLock(file, staleAfterMs);
    else await pause(RETRY_MS * (0.5 + Math.random()));
  }
}

function occupied(file: string, holder: Holder | null): Result<never> {
  const who = holder === null ? 'another program' : `process ${holder.pid} on ${holder.host}`;
  return failure('in-use', `The plugins' state is being written by ${who}, which does not finish`, {
    remedy: `Try again; if no Netloupe runs there any more, remove ${file}`,
  });
}

async function holderOf(file: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    // Gone, or made and not written yet, or written by something else: nobody that we know of.
    if (isErrno(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

async function isStale(file: string, staleAfterMs: number): Promise<boolean> {
  const holder = await holderOf(file);
  if (holder !== null && holder.host === hostname() && isGone(holder)) return true;
  try {
    const ageMs = Date.now() - (await stat(file)).mtimeMs;
    return ageMs > (holder === null ? Math.min(UNSIGNED_AFTER_MS, staleAfterMs) : staleAfterMs);
  } catch (error) {
    if (!isErrno(error)) throw error;
    return false;
  }
}

function isGone({ pid, token }: Holder): boolean {
  if (pid === process.pid) return !heldTokens.has(token);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return isErrno(error) && error.code === 'ESRCH';
  }
}

/** Under a lock of its own: two that find the same stale lock must not take away what one of them put in its place. */
async function breakLock(file: string, staleAfterMs: number): Promise<void> {
  const breaking = `${file}.break`;
  try {
    await writeFile(breaking, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isErrno(error)) throw error;
    if (await isStale(breaking, staleAfterMs)) await rm(breaking, { force: true });
    else await pause(RETRY_MS);
    return;
  }
  try {
    if (await isStale(file, staleAfterMs)) await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}
