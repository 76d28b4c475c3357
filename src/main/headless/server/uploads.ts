/** Captures and plugins that a browser hands over: streamed into a private folder, bounded in size and number. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatBytes } from '#base/units-format.ts';
import { failure, success, type Result } from '#base/result.ts';
import { describeWriteError, isErrno } from '#main/host/files/write-errors.ts';
import type { PrivateFolder } from '#main/host/files/private-folder.ts';

export interface UploadLimits {
  readonly what: 'capture' | 'plugin';
  /** Largest one accepted. */
  readonly maxBytes: number;
  /** How many are kept; the oldest is removed for a new one. */
  readonly maxKept: number;
}

export const CAPTURE_LIMITS: UploadLimits = { what: 'capture', maxBytes: 16 * 2 ** 30, maxKept: 3 };
/** More than any package that is accepted may have. */
export const PACKAGE_LIMITS: UploadLimits = { what: 'plugin', maxBytes: 64 * 2 ** 20, maxKept: 3 };

/** As many as one timeline may be asked for. */
const MOST_TOGETHER = 1001;

const BY_PATH: Readonly<Record<UploadLimits['what'], string>> = {
  capture: 'Open it by its path instead: netloupe serve --read FILE',
  plugin: 'Install it by its path instead: netloupe plugin install FILE',
};

export interface Uploads {
  /**
   * Failures: `invalid` (too large, too many), `no-space`, `unwritable`, `disconnected` (the sender went away). Files of the same `group` count as
   * one and are kept and removed together.
   */
  receive(request: IncomingMessage, name: string, group?: string | null): Promise<Result<{ readonly path: string }>>;
}

export function createUploads(folder: PrivateFolder, limits: UploadLimits): Uploads {
  const kept: { readonly group: string | null; readonly homes: string[] }[] = [];
  let received = 0;
  const tooLarge = (): Result<never> =>
    failure(
      'invalid',
      `The ${limits.what} is larger than the ${formatBytes(limits.maxBytes)} that can be handed over`,
      {
        remedy: BY_PATH[limits.what],
      },
    );
  return {
    async receive(request, name, group = null): Promise<Result<{ readonly path: string }>> {
      const together = group === null ? undefined : kept.find((each) => each.group === group);
      if (together !== undefined && together.homes.length >= MOST_TOGETHER) {
        return failure('invalid', `More than ${MOST_TOGETHER} files cannot be handed over together`, {
          remedy: BY_PATH[limits.what],
        });
      }
      if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) return tooLarge();
      const fileName = safeName(name, limits.what);
      let home: string | null = null;
      try {
        home = path.join(folder.path(), `${limits.what}-${++received}`);
        await mkdir(home, { mode: 0o700 });
        const file = path.join(home, fileName);
        const counter = new Counter(limits.maxBytes);
        await pipeline(request, counter, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
        if (together === undefined) kept.push({ group, homes: [home] });
        else together.homes.push(home);
        for (const old of kept.splice(0, Math.max(0, kept.length - limits.maxKept))) {
          for (const each of old.homes) await rm(each, { recursive: true, force: true });
        }
        return success({ path: file });
      } catch (error) {
        if (home !== null) await rm(home, { recursive: true, force: true });
        if (error instanceof TooLarge) return tooLarge();
        const gone = isErrno(error) && ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(error.code);
        return gone
          ? failure('disconnected', `${fileName} was not handed over whole`)
          : describeWriteError(error, fileName);
      }
    },
  };
}

class TooLarge extends Error {}

class Counter extends Transform {
  private readonly maxBytes: number;
  private bytes = 0;

  constructor(maxBytes: number) {
    super();
    this.maxBytes = maxBytes;
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) done(new TooLarge());
    else done(null, chunk);
  }
}

/** The last part of the name, without what a file name may not or should not hold; it is shown as the capture's title. */
export function safeName(name: string, fallback: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex
  const clean = last.replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_').replace(/^\.+/, '');
  let short = clean;
  while (Buffer.byteLength(short) > 200) short = short.slice(0, -1);
  return short === '' ? fallback : short;
}
