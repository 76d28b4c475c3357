/**
 * A file of lines that is only ever added to. What was there stays. What always holds: after `append` has answered, well or
 * badly, the file ends with a whole line, but where the process died within one; that line is ended when the file is opened
 * the next time, so that it is never mixed with another.
 *
 * A target that is no regular file (a pipe, /dev/stdout) is written to as it is.
 */
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import { describeWriteError, isErrno } from '../../files/write-errors.ts';
import { lineRepair } from './line-repair.ts';

export type OpenFile = typeof open;

export interface LineFileOptions {
  readonly format: 'jsonl' | 'csv';
  /** Every `append` is on the disk when it is over. */
  readonly durable: boolean;
  /** For tests. */
  readonly openFile?: OpenFile;
}

export class LineFile {
  readonly path: string;
  readonly regular: boolean;
  /** When it was begun, milliseconds since the epoch, as the file system has it. */
  readonly begunMs: number;
  /** What had to be added to end a line that was cut short; '' mostly. */
  readonly repaired: string;
  readonly #handle: FileHandle;
  readonly #inode: number;
  readonly #durable: boolean;
  #size: number;

  private constructor(
    file: string,
    handle: FileHandle,
    found: { readonly regular: boolean; readonly begunMs: number; readonly inode: number; readonly size: number },
    repaired: string,
    durable: boolean,
  ) {
    this.path = file;
    this.regular = found.regular;
    this.begunMs = found.begunMs;
    this.repaired = repaired;
    this.#handle = handle;
    this.#inode = found.inode;
    this.#durable = durable;
    this.#size = found.size;
  }

  static async open(file: string, options: LineFileOptions): Promise<Result<LineFile>> {
    const { openFile = open, format, durable } = options;
    let handle: FileHandle | null = null;
    try {
      const there = await stat(file).catch(ifNotThere);
      if (there?.isDirectory() === true) return failure('unwritable', `Cannot write ${file}: it is a folder`);
      const regular = there === null || there.isFile();
      // Reading, too, to see how it ends.
      const flags = regular ? constants.O_RDWR | constants.O_APPEND | constants.O_CREAT : constants.O_WRONLY;
      handle = await openFile(file, flags, 0o666);
      const { size, ino: inode, birthtimeMs, mtimeMs } = await handle.stat();
      const begunMs = birthtimeMs > 0 ? birthtimeMs : mtimeMs;
      if (there === null && durable) await syncFolder(path.dirname(file));
      const repair = regular ? await lineRepair(handle, size, format) : '';
      const lines = new LineFile(file, handle, { regular, begunMs, inode, size }, repair, durable);
      if (repair === '') return success(lines);
      const ended = await lines.append(repair);
      if (ended.ok) return success(lines);
      await handle.close();
      return ended;
    } catch (error) {
      await handle?.close();
      return describeWriteError(error, file);
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Whether the path leads to this file still: others may move or delete it. */
  async isInPlace(): Promise<boolean> {
    if (!this.regular) return true;
    const there = await stat(this.path).catch(ifNotThere);
    return there !== null && there.ino === this.#inode;
  }

  /** The first line without its end, null where there is none within `most` bytes. */
  async firstLine(most: number): Promise<string | null> {
    if (!this.regular || this.#size === 0) return null;
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(Math.min(most, this.#size)), 0, undefined, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    const end = text.indexOf('\n');
    return end === -1 ? null : text.slice(0, end).replace(/\r$/, '');
  }

  async append(text: string): Promise<Result<null>> {
    const bytes = Buffer.from(text, 'utf8');
    let written = 0;
    try {
      // A short count is not an error yet: the next call says why (a full disk writes what fits first).
      while (written < bytes.length) {
        written += (await this.#handle.write(bytes, written, bytes.length - written, null)).bytesWritten;
      }
      this.#size += bytes.length;
      if (this.#durable && this.regular) await this.#handle.datasync();
      return success(null);
    } catch (error) {
      const described = describeWriteError(error, this.path);
      await this.#takeBack(written, bytes.length);
      return described;
    }
  }

  async close(): Promise<Result<null>> {
    try {
      if (this.regular) await this.#handle.sync();
      return success(null);
    } catch (error) {
      return describeWriteError(error, this.path);
    } finally {
      await this.#handle.close();
    }
  }

  /** The beginning of what could not be written is ours and goes again, unless somebody else wrote behind it. */
  async #takeBack(written: number, length: number): Promise<void> {
    // All of it is there and only syncing failed: it stays, and comes once more.
    if (!this.regular || written === length) return;
    try {
      const { size } = await this.#handle.stat();
      if (size === this.#size + written) await this.#handle.truncate(this.#size);
      else this.#size = size;
    } catch (error) {
      if (!isErrno(error)) throw error;
    }
  }
}

function ifNotThere(error: unknown): null {
  if (isErrno(error) && error.code === 'ENOENT') return null;
  throw error;
}
