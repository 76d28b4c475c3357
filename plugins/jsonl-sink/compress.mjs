import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
/** @import { FileSystem } from './rotating-files.mjs' */

/**
 * Puts `PATH.gz` in the place of `PATH`. At any moment one of both is whole.
 * @param {string} path
 * @param {Pick<FileSystem, 'rename' | 'unlink'>} fs
 */
export async function compress(path, fs) {
  const part = `${path}.gz.part`;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(part, { flush: true }));
  await fs.rename(part, `${path}.gz`);
  await fs.unlink(path);
}
