/**
 * A file that appears under its name only when whole. It is written under another name beside the target, flushed to
 * the disk and renamed; an existing target is replaced in that one step, or left as it was.
 *
 * A symbolic link is followed, so that what it points to is replaced and not the link. A target that is no regular file
 * (/dev/null, a named pipe) is written to directly: replacing it would destroy it.
 */
import { randomBytes } from 'node:crypto';
import { constants, unlinkSync } from 'node:fs';
import { access, open, readlink, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import type { ExportFile } from '#main/engine/store/ports.ts';
import { syncFolder } from './sync-folder.ts';
import { describeWriteError, isErrno } from './write-errors.ts';

export interface AtomicFile extends ExportFile {
  /**
   * After a failed write: keeps the lines that were written whole, under `TARGET.partial`, for what cannot be had again
   * (a live capture). Answers that path, or null where nothing can be kept. The file is closed afterwards.
   */
  keepPartial(): Promise<string | null>;
}

/** Unfinished files, removed should the process end before they are. */
const unfinished = new Set<string>();
let exitHookSet = false;

function removeAtExit(file: string): void {
  unfinished.add(file);
  if (exitHookSet) return;
  exitHookSet = true;
  process.on('exit', () => {
    for (const left of unfinished) {
      try {
        unlinkSync(left);
      } catch (error) {
        // The process is ending and there is nobody to tell; a file that is gone already is what was wanted.
        if (!isErrno(error)) throw error;
      }
    }
  });
}

const LINE_FEED = 0x0a;

interface Target {
  readonly path: string;
  /** Permission bits of the file that is there, null where there is none. */
  readonly mode: number | null;
  readonly regular: boolean;
}

/** `own`: kept by the program for itself, and for nobody else's eyes, whatever the file that it replaces or the umask says. */
export async function createAtomicFile(requested: string, own: boolean = false): Promise<Result<AtomicFile>> {
  const shown = requested;
  try {
    const target = await resolveTarget(path.resolve(requested));
    if (target === 'directory') {
      return failure('unwritable', `Cannot write ${shown}: it is a folder`, { remedy: 'Name a file inside it' });
    }
    if (target.mode !== null) await access(target.path, constants.W_OK);
    if (!target.regular) {
      const handle = await open(target.path, 'w');
      return success(new OpenFile(handle, shown, target, null));
    }
    const temporary = path.join(path.dirname(target.path), `.netloupe-${randomBytes(8).toString('hex')}.part`);
    const handle = await open(temporary, 'wx', own ? 0o600 : 0o666);
    removeAtExit(temporary);
    if (target.mode !== null && !own) await handle.chmod(target.mode);
    return success(new OpenFile(handle, shown, target, temporary));
  } catch (error) {
    return describeWriteError(error, shown);
  }
}

async function resolveTarget(requested: string): Promise<Target | 'directory'> {
  try {
    const found = await stat(requested);
    if (found.isDirectory()) return 'directory';
    if (!found.isFile()) return { path: requested, mode: found.mode & 0o7777, regular: false };
    return { path: await realpath(requested), mode: found.mode & 0o7777, regular: true };
  } catch (error) {
    if (!isErrno(error) || error.code !== 'ENOENT') throw error;
  }
  try {
    // A link to a file that is not there yet: that is the file to make.
    return { path: path.resolve(path.dirname(requested), await readlink(requested)), mode: null, regular: true };
  } catch (error) {
    if (!isErrno(error) || (error.code !== 'ENOENT' && error.code !== 'EINVAL')) throw error;
    return { path: requested, mode: null, regular: true };
  }
}

class OpenFile implements AtomicFile {
  private handle: FileHandle;
  private readonly shown: string;
  private readonly target: Target;
  /** Null: the target itself is being written. */
  private readonly temporary: string | null;
  /** Bytes written; after a failure, up to the end of the last whole line. */
  private bytes = 0;
  private failed: ({ readonly ok: false } & Extract<Result<never>, { ok: false }>) | null = null;
  /** `lent`: another process has it. */
  private state: 'open' | 'lent' | 'closed' = 'open';

  constructor(handle: FileHandle, shown: string, target: Target, temporary: string | null) {
    this.handle = handle;
    this.shown = shown;
    this.target = target;
    this.temporary = temporary;
  }

  async write(chunk: Uint8Array | string): Promise<Result<null>> {
    if (this.failed !== null) return this.failed;
    if (this.state !== 'open') return failure('unwritable', `${this.shown} is closed already`);
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    let at = 0;
    try {
      // A short count is not an error yet: the next call says why (a full disk writes what fits first).
      while (at < bytes.length) at += (await this.handle.write(bytes, at, bytes.length - at, null)).bytesWritten;
    } catch (error) {
      this.bytes += bytes.subarray(0, at).lastIndexOf(LINE_FEED) + 1;
      this.failed = describeWriteError(error, this.shown);
      return this.failed;
    }
    this.bytes += bytes.length;
    return success(null);
  }

  /** On some systems nobody else may write what is open here. */
  async handOver(): Promise<Result<string>> {
    if (this.failed !== null) return this.failed;
    if (this.temporary === null) {
      return failure('unsupported', `${this.shown} is no file that can be written as a whole`, {
        remedy: 'Name a file',
      });
    }
    await this.handle.close();
    this.state = 'lent';
    return success(this.temporary);
  }

  async commit(): Promise<Result<{ readonly path: string; readonly bytes: number }>> {
    if (this.failed !== null) return this.failed;
    if (this.state === 'closed') return failure('unwritable', `${this.shown} is closed already`);
    try {
      if (this.state === 'lent' && this.temporary !== null) {
        this.handle = await open(this.temporary, 'r+');
        this.state = 'open';
        this.bytes = (await this.handle.stat()).size;
      }
      if (this.temporary !== null) await this.handle.sync();
      this.state = 'closed';
      await this.handle.close();
      if (this.temporary !== null) await this.moveTo(this.target.path);
      return success({ path: this.target.path, bytes: this.bytes });
    } catch (error) {
      this.failed = describeWriteError(error, this.shown);
      await this.abort();
      return this.failed;
    }
  }

  async abort(): Promise<void> {
    if (this.state === 'open') await this.handle.close();
    this.state = 'closed';
    if (this.temporary === null || !unfinished.has(this.temporary)) return;
    await rm(this.temporary, { force: true });
    unfinished.delete(this.temporary);
  }

  async keepPartial(): Promise<string | null> {
    const partial = `${this.target.path}.partial`;
    if (this.state !== 'open' || this.temporary === null || this.bytes === 0) {
      await this.abort();
      return null;
    }
    try {
      await this.handle.truncate(this.bytes);
      this.state = 'closed';
      await this.handle.close();
      await this.moveTo(partial);
      return partial;
    } catch (error) {
      if (!isErrno(error)) throw error;
      await this.abort();
      return null;
    }
  }

  private async moveTo(final: string): Promise<void> {
    if (this.temporary === null) return;
    await rename(this.temporary, final);
    unfinished.delete(this.temporary);
    await syncFolder(path.dirname(final));
  }
}
