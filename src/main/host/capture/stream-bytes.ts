/** Any readable stream (standard input, a FIFO, a child's output) as a `ByteSource`, with its back-pressure. */
import type { Readable } from 'node:stream';
import { success, type Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import { readFailure } from './open-failures.ts';

export class StreamBytes implements ByteSource {
  position: number = 0;
  readonly size: number | null;
  readonly #stream: Readable;
  readonly #name: string;
  #chunk: Uint8Array = new Uint8Array(0);
  #error: unknown = null;
  #ended = false;
  /** Wakes the one `read` that may be waiting. */
  #wake: (() => void) | null = null;

  /** Owns the stream from now on, and destroys it on `close`. */
  constructor(stream: Readable, name: string, size: number | null = null) {
    this.#stream = stream;
    this.#name = name;
    this.size = size;
    const ended = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    stream.on('readable', () => this.#wake?.());
    stream.on('end', ended);
    stream.on('close', ended);
    stream.on('error', (error) => {
      this.#error = error;
      ended();
    });
  }

  /** Answers what is there without waiting for more to come: a live pipe must not be held up. */
  read(into: Uint8Array): Result<number> | Promise<Result<number>> {
    const now = this.#take(into);
    return now ?? this.#waitAndTake(into);
  }

  close(): Promise<void> {
    this.#ended = true;
    this.#chunk = new Uint8Array(0);
    this.#stream.destroy();
    this.#wake?.();
    return Promise.resolve();
  }

  async #waitAndTake(into: Uint8Array): Promise<Result<number>> {
    for (;;) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
      const taken = this.#take(into);
      if (taken !== null) return taken;
    }
  }

  /** Null: nothing is there yet. */
  #take(into: Uint8Array): Result<number> | null {
    let filled = 0;
    while (filled < into.length) {
      if (this.#chunk.length === 0) {
        const next: unknown = this.#stream.destroyed ? null : this.#stream.read();
        if (!(next instanceof Uint8Array)) break;
        this.#chunk = next;
      }
      const part = this.#chunk.subarray(0, into.length - filled);
      into.set(part, filled);
      filled += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    this.position += filled;
    if (filled > 0) return success(filled);
    if (this.#error !== null) return readFailure(this.#error, this.#name);
    return this.#ended ? success(0) : null;
  }
}
