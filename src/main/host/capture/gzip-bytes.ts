/** Decompresses a gzip `ByteSource` as it is read, in constant memory; several members in a row are one input. */
import { createGunzip, type Gunzip } from 'node:zlib';
import { failure, success, type Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import { errorMessage } from './open-failures.ts';

export const GZIP_MAGIC: readonly number[] = [0x1f, 0x8b];

const INPUT_BYTES = 64 * 1024;
/**
 * What a damaged piece of input would have decompressed to before the damage is lost. The beginning is therefore fed
 * in small pieces, so that little of a small file is lost; later, large ones cost half the time.
 */
const CAREFUL_BYTES = 256 * 1024;
const CAREFUL_INPUT_BYTES = 1024;
const OUTPUT_BYTES = 256 * 1024;

export class GzipBytes implements ByteSource {
  readonly #compressed: ByteSource;
  readonly #name: string;
  readonly #gunzip: Gunzip;
  readonly #input = new Uint8Array(INPUT_BYTES);
  /** Decompressed and not yet fetched, in order. */
  #output: Uint8Array[] = [];
  #error: Error | null = null;
  #fedBytes = 0;
  #inputEnded = false;
  #finished = false;
  #closed = false;

  /** Owns the compressed source from now on. */
  constructor(compressed: ByteSource, name: string) {
    this.#compressed = compressed;
    this.#name = name;
    this.#gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
    this.#gunzip.on('data', (chunk: Uint8Array) => this.#output.push(chunk));
    this.#gunzip.on('error', (error) => {
      this.#error = error;
    });
  }

  get position(): number {
    return this.#compressed.position;
  }

  get size(): number | null {
    return this.#compressed.size;
  }

  async read(into: Uint8Array): Promise<Result<number>> {
    while (this.#output.length === 0 && !this.#closed) {
      if (this.#error !== null) return this.#damaged(this.#error);
      if (this.#finished) return success(0);
      const fed = await this.#feed();
      if (!fed.ok) return fed;
    }
    return success(this.#closed ? 0 : this.#take(into));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#output = [];
    this.#gunzip.destroy();
    await this.#compressed.close();
  }

  /**
   * One chunk of input, all of whose output has arrived when this resolves. The end is announced to zlib by itself,
   * after everything else: an input cut short would otherwise take the output of its last chunk with it.
   */
  async #feed(): Promise<Result<null>> {
    if (this.#inputEnded) {
      await this.#settled((done) => this.#gunzip.end(done), 'end');
      this.#finished = true;
      return success(null);
    }
    const careful = this.#fedBytes < CAREFUL_BYTES;
    const read = await this.#compressed.read(careful ? this.#input.subarray(0, CAREFUL_INPUT_BYTES) : this.#input);
    if (!read.ok) return read;
    if (read.value === 0) this.#inputEnded = true;
    else {
      const chunk = this.#input.subarray(0, read.value);
      this.#fedBytes += read.value;
      await this.#settled((done) => this.#gunzip.write(chunk, done), null);
    }
    return success(null);
  }

  /** Waits for the callback of `start` and the event, or for an error or the end of the stream instead. */
  #settled(start: (done: () => void) => void, event: 'end' | null): Promise<void> {
    return new Promise((resolve) => {
      const gunzip = this.#gunzip;
      const settle = (): void => {
        gunzip.off('error', settle);
        gunzip.off('close', settle);
        if (event !== null) gunzip.off(event, settle);
        resolve();
      };
      gunzip.once('error', settle);
      gunzip.once('close', settle);
      if (event === null) start(settle);
      else {
        gunzip.once(event, settle);
        start(() => undefined);
      }
    });
  }

  #take(into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length) {
      const chunk = this.#output[0];
      if (chunk === undefined) break;
      const part = chunk.subarray(0, into.length - filled);
      into.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#output.shift();
      else this.#output[0] = chunk.subarray(part.length);
    }
    return filled;
  }

  #damaged(error: Error): Result<never> {
    const at = this.position;
    const message = `${this.#name} is damaged: its gzip data cannot be read beyond byte ${at} (${errorMessage(error)})`;
    return failure('damaged', message, {
      offset: at,
      remedy: 'What came before was read; copy or compress the capture again',
    });
  }
}
