/**
 * Files that a file was before: `alerts.jsonl` becomes `alerts.20261130T063000Z.jsonl`, and `….jsonl.gz` where they are
 * compressed. Compressing and deleting go on beside writing, one after the other; at any moment each of these files is there
 * whole under one name at least. Only files that are named so are ever deleted.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Failure } from '#base/result.ts';
import { describeWriteError } from '../../files/write-errors.ts';

export interface RotatedFilesOptions {
  readonly gzip: boolean;
  /** 0: all. */
  readonly keep: number;
  warn(failure: Failure): void;
}

interface RotatedFile {
  readonly name: string;
  readonly time: string;
  readonly copy: number;
  readonly ending: '' | '.gz' | '.gz.part';
}

export class RotatedFiles {
  readonly #file: string;
  readonly #options: RotatedFilesOptions;
  readonly #pattern: RegExp;
  #tidying: Promise<void> = Promise.resolve();

  constructor(file: string, options: RotatedFilesOptions) {
    this.#file = file;
    this.#options = options;
    const { name, ext } = path.parse(file);
    this.#pattern = new RegExp(`^${escaped(name)}\\.(\\d{8}T\\d{6}Z)(?:-(\\d+))?${escaped(ext)}(\\.gz|\\.gz\\.part)?$`);
  }

  /** What a process that was killed left undone. */
  begin(): void {
    this.#tidy(() => this.#finishAll());
  }

  /** Moves the file out of the way; throws the system's error. `nowMs`: when, for its name. */
  async rotate(nowMs: number): Promise<void> {
    const { dir, name, ext } = path.parse(this.#file);
    const time = `${new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    const taken = new Set((await this.#list()).filter((file) => file.time === time).map(({ copy }) => copy));
    let copy = 1;
    while (taken.has(copy)) copy++;
    await rename(this.#file, path.join(dir, `${name}.${time}${copy === 1 ? '' : `-${copy}`}${ext}`));
    this.#tidy(() => this.#finishAll());
  }

  /** What is being compressed is finished. */
  async settled(): Promise<void> {
    await this.#tidying;
  }

  #tidy(work: () => Promise<void>): void {
    this.#tidying = this.#tidying.then(work).catch((error: unknown) => {
      this.#options.warn(describeWriteError(error, this.#file).failure);
    });
  }

  async #finishAll(): Promise<void> {
    const folder = path.dirname(this.#file);
    const files = await this.#list();
    for (const { name } of files.filter(({ ending }) => ending === '.gz.part')) await rm(path.join(folder, name));
    const whole = files.filter(({ ending }) => ending !== '.gz.part');
    const { keep, gzip } = this.#options;
    const kept = keep === 0 ? whole : whole.slice(-keep);
    for (const { name } of whole.slice(0, whole.length - kept.length)) await rm(path.join(folder, name));
    if (!gzip) return;
    for (const { name, ending } of kept) if (ending === '') await compress(path.join(folder, name));
  }

  /** Oldest first. */
  async #list(): Promise<readonly RotatedFile[]> {
    const found: RotatedFile[] = [];
    for (const name of await readdir(path.dirname(this.#file))) {
      const match = this.#pattern.exec(name);
      if (match === null) continue;
      const [, time = '', copy = '1', ending = ''] = match;
      found.push({ name, time, copy: Number(copy), ending: ending as RotatedFile['ending'] });
    }
    return found.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.copy - b.copy));
  }
}

async function compress(file: string): Promise<void> {
  const part = `${file}.gz.part`;
  const { mode } = await stat(file);
  await pipeline(createReadStream(file), createGzip(), createWriteStream(part, { mode, flush: true }));
  await rename(part, `${file}.gz`);
  await rm(file);
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
