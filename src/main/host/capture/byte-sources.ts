/** Opens what the user named as bytes: a file (gzip or not), a FIFO, or standard input for `-`. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { failure, success, type Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import { FileBytes } from './file-bytes.ts';
import { GZIP_MAGIC, GzipBytes } from './gzip-bytes.ts';
import { openFailure } from './open-failures.ts';
import { PrefixedBytes } from './prefixed-bytes.ts';
import { StreamBytes } from './stream-bytes.ts';

export const STANDARD_INPUT = '-';

/**
 * `-` is standard input. Failures: `not-found`, `unreadable` (no right, a directory, a device), in words for the user.
 * gzip is recognised by its first two bytes, whatever the name, in files and in streams.
 */
export async function openBytes(path: string, standardInput: Readable = process.stdin): Promise<Result<ByteSource>> {
  if (path === STANDARD_INPUT) return decompressed(new StreamBytes(standardInput, 'standard input'), 'standard input');
  if (path.includes('\0'))
    return failure('not-found', 'The path contains a NUL character', { remedy: 'Check the path' });
  let descriptor: number;
  try {
    // Without O_NONBLOCK opening a FIFO would wait for its writer, and the whole process with it.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return openFailure(error, path);
  }
  const status = fstatSync(descriptor);
  if (status.isFile()) return success(openRegular(descriptor, status.size, path));
  if (status.isFIFO()) {
    return decompressed(new StreamBytes(new Socket({ fd: descriptor, readable: true, writable: false }), path), path);
  }
  closeSync(descriptor);
  return status.isDirectory()
    ? failure('unreadable', `${path} is a directory`, { remedy: 'Name a capture file in it' })
    : failure('unreadable', `${path} is not a file or a pipe`, { remedy: 'Name a capture file' });
}

function openRegular(descriptor: number, size: number, path: string): ByteSource {
  const start = new Uint8Array(GZIP_MAGIC.length);
  const count = readSync(descriptor, start, 0, start.length, 0);
  const file = new FileBytes(descriptor, size, path);
  return count === start.length && isGzip(start) ? new GzipBytes(file, path) : file;
}

/** Looks at the first bytes of a stream and puts them back. */
async function decompressed(stream: StreamBytes, name: string): Promise<Result<ByteSource>> {
  const start = new Uint8Array(GZIP_MAGIC.length);
  let count = 0;
  while (count < start.length) {
    const read = await stream.read(start.subarray(count));
    if (!read.ok) return read;
    if (read.value === 0) break;
    count += read.value;
  }
  const whole = new PrefixedBytes(start.subarray(0, count), stream);
  return success(isGzip(start) ? new GzipBytes(whole, name) : whole);
}

function isGzip(start: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, index) => start[index] === byte);
}
