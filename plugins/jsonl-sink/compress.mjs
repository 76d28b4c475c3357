import { open } from 'node:fs/promises';
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
  const from = await open(path);
  const to = await open(part, 'w');
  try {
    await pipeline(from.createReadStream(), createGzip(), async (chunks) => {
      for await (const chunk of chunks) await to.appendFile(chunk);
    });
    // Of the handle: Node's permission model has no fsync of a file descriptor.
    await to.sync();
  } finally {
    await to.close();
  }
  await fs.rename(part, `${path}.gz`);
  await fs.unlink(path);
}
