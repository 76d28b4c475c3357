/** The text of a file, plain or compressed with gzip, in pieces; and what it begins with. */
import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { inputFailure } from './input-failures.ts';

const PIECE_BYTES = 256 * 1024;
/** What a file is told from, bytes of the file. */
const START_BYTES = 256 * 1024;

export interface InputStart {
  /** Its text, as far as that is looked at. */
  readonly text: string;
  readonly isParquet: boolean;
  readonly isCompressed: boolean;
  /** Bytes of the file. */
  readonly size: number;
}

export async function startOf(path: string): Promise<Result<InputStart>> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.min(START_BYTES, size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      const bytes = buffer.subarray(0, bytesRead);
      if (bytes.toString('latin1', 0, 4) === 'PAR1') {
        return success({ text: '', isParquet: true, isCompressed: false, size });
      }
      const isCompressed = isGzip(bytes);
      const plain = isCompressed ? await unpackedStart(bytes) : bytes;
      return success({
        text: withoutMark(decoder().decode(plain, { stream: true })),
        isParquet: false,
        isCompressed,
        size,
      });
    } finally {
      await handle.close();
    }
  } catch (error) {
    return inputFailure(error, path);
  }
}

/** `read`: bytes of the file that were read so far. Throws what reading or unpacking throws: see `inputFailure`. */
export async function* textOf(path: string, isCompressed: boolean): AsyncGenerator<{ text: string; read: number }> {
  const file: ReadStream = createReadStream(path, { highWaterMark: PIECE_BYTES });
  const bytes = isCompressed ? unpacked(file) : file;
  const text = decoder();
  let isFirst = true;
  try {
    for await (const piece of bytes as AsyncIterable<Buffer>) {
      const decoded = text.decode(piece, { stream: true });
      yield { text: isFirst ? withoutMark(decoded) : decoded, read: file.bytesRead };
      isFirst = false;
    }
    yield { text: text.decode(), read: file.bytesRead };
  } finally {
    file.destroy();
  }
}

function unpacked(file: ReadStream): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

/** What the first bytes of a compressed file unpack to, as far as they reach. */
async function unpackedStart(bytes: Buffer): Promise<Buffer> {
  const gunzip = createGunzip();
  const pieces: Buffer[] = [];
  let length = 0;
  gunzip.end(bytes);
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= START_BYTES) break;
    }
  } catch (error) {
    // It was cut off, so it ends before its end; what is wrong with the file itself is found when it is read.
    if (length === 0) throw error;
  }
  return Buffer.concat(pieces);
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function decoder(): InstanceType<typeof TextDecoder> {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

export function tooLong(path: string): { readonly ok: false; readonly failure: Failure } {
  return failure('damaged', `${path} has a line longer than any export has, or a quote that is never closed`, {
    remedy: 'Export it again',
  });
}
