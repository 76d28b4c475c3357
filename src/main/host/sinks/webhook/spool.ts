/**
 * Batches on disk that wait for the other end, in the order in which they came. Each is a file of its own that appears under
 * its name only when it is whole and on the disk, so that a process that is killed at any moment leaves whole batches only.
 * Bounded: beyond `mostBytes` the oldest are dropped and counted. One process at a time uses a spool.
 */
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { assert } from '#base/assert.ts';
import { failure, success, type Result } from '#base/result.ts';
import { openFailure } from '../../capture/open-failures.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import { describeWriteError, isErrno } from '../../files/write-errors.ts';

/** `00000000000000000042-256.jsonl`: position in the order, and how many records. */
const SEGMENT = /^(\d{20})-(\d+)\.jsonl$/;
const PART = /\.part$/;
const LOCK = 'lock';

export interface Segment {
  readonly number: number;
  readonly records: number;
  readonly bytes: number;
  readonly name: string;
}

export interface Dropped {
  readonly batches: number;
  readonly records: number;
}

export class Spool {
  readonly folder: string;
  readonly #mostBytes: number;
  #segments: Segment[];
  #bytes: number;
  #next: number;
  /** Being delivered: is not dropped. */
  #held: number | null = null;

  private constructor(folder: string, mostBytes: number, segments: Segment[]) {
    this.folder = folder;
    this.#mostBytes = mostBytes;
    this.#segments = segments;
    this.#bytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#next = (segments.at(-1)?.number ?? 0) + 1;
  }

  /** With what an earlier process left. */
  static async open(folder: string, mostBytes: number): Promise<Result<Spool>> {
    try {
      makeFolder(folder, 0o700);
      const locked = await lock(path.join(folder, LOCK));
      if (!locked.ok) return locked;
      const segments: Segment[] = [];
      for (const name of await readdir(folder)) {
        if (PART.test(name)) await rm(path.join(folder, name), { force: true });
        const match = SEGMENT.exec(name);
        if (match === null) continue;
        const { size: bytes } = await stat(path.join(folder, name));
        segments.push({ number: Number(match[1]), records: Number(match[2]), bytes, name });
      }
      return success(
        new Spool(
          folder,
          mostBytes,
          segments.toSorted((a, b) => a.number - b.number),
        ),
      );
    } catch (error) {
      return describeWriteError(error, folder);
    }
  }

  get records(): number {
    return this.#segments.reduce((sum, { records }) => sum + records, 0);
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  /** Over when the batch is on the disk. Answers what had to go for it. */
  async add(lines: string, records: number): Promise<Result<Dropped>> {
    const bytes = Buffer.byteLength(lines);
    if (bytes > this.#mostBytes) {
      return failure('no-space', `A batch of ${bytes} bytes does not fit into the spool of ${this.#mostBytes} bytes`, {
        remedy: 'Raise "spool_size", or lower "batch_records"',
      });
    }
    const dropped = { batches: 0, records: 0 };
    const number = this.#next;
    const name = `${String(number).padStart(20, '0')}-${records}.jsonl`;
    const file = path.join(this.folder, name);
    const part = `${file}.part`;
    try {
      while (this.#bytes + bytes > this.#mostBytes) {
        const oldest = this.#segments.find((segment) => segment.number !== this.#held);
        if (oldest === undefined) break;
        await this.#remove(oldest);
        dropped.batches++;
        dropped.records += oldest.records;
      }
      await writeFile(part, lines, { mode: 0o600, flush: true });
      await rename(part, file);
      await syncFolder(this.folder);
      this.#next = number + 1;
      this.#segments.push({ number, records, bytes, name });
      this.#bytes += bytes;
      return success(dropped);
    } catch (error) {
      await rm(part, { force: true });
      return describeWriteError(error, file);
    }
  }

  /** The oldest batch, which is kept until `done`. There must be one. */
  async first(): Promise<Result<{ readonly segment: Segment; readonly lines: string }>> {
    const segment = this.#segments[0];
    assert(segment !== undefined, 'the spool has a batch');
    const file = path.join(this.folder, segment.name);
    this.#held = segment.number;
    try {
      return success({ segment, lines: await readFile(file, 'utf8') });
    } catch (error) {
      return openFailure(error, file);
    }
  }

  async done(segment: Segment): Promise<void> {
    this.#held = null;
    await this.#remove(segment);
  }

  async close(): Promise<void> {
    const file = path.join(this.folder, LOCK);
    await rm(file, { force: true });
    held.delete(file);
  }

  async #remove(segment: Segment): Promise<void> {
    await rm(path.join(this.folder, segment.name), { force: true });
    this.#segments = this.#segments.filter((other) => other !== segment);
    this.#bytes -= segment.bytes;
  }
}

/** Locks that this process took; one with our process id that is not among them was left by another that had it. */
const held = new Set<string>();

/** Held until `close` or the end of the process; that of a process that is gone counts for nothing. */
async function lock(file: string): Promise<Result<null>> {
  const me = `${process.pid} ${hostname()}`;
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(file, me, { flag: 'wx', mode: 0o600 });
      held.add(file);
      return success(null);
    } catch (error) {
      if (!isErrno(error) || error.code !== 'EEXIST') throw error;
      const holder = await readFile(file, 'utf8').catch(() => '');
      if (attempt > 0 || !isGone(holder, file)) {
        return failure('in-use', `The spool ${path.dirname(file)} is used by process ${holder}`, {
          remedy: `Give each stage a "spool" of its own; if no Netloupe runs there any more, remove ${file}`,
        });
      }
      await rm(file, { force: true });
    }
  }
}

function isGone(holder: string, file: string): boolean {
  const [pid = '', host = ''] = holder.split(' ');
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return !held.has(file);
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return isErrno(error) && error.code === 'ESRCH';
  }
}
