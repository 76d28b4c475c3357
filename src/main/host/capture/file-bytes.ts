/** A regular file as a `ByteSource`: read synchronously, so that a large file costs no turn of the event loop a chunk. */
import { closeSync, readSync } from 'node:fs';
import { success, type Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import { readFailure } from './open-failures.ts';

export class FileBytes implements ByteSource {
  position: number = 0;
  readonly size: number | null;
  readonly #descriptor: number;
  readonly #name: string;
  #closed = false;

  /** Owns the descriptor from now on. */
  constructor(descriptor: number, size: number, name: string) {
    this.#descriptor = descriptor;
    this.size = size;
    this.#name = name;
  }

  read(into: Uint8Array): Result<number> {
    if (this.#closed) return success(0);
    try {
      const count = readSync(this.#descriptor, into, 0, into.length, this.position);
      this.position += count;
      return success(count);
    } catch (error) {
      return readFailure(error, this.#name);
    }
  }

  close(): Promise<void> {
    if (!this.#closed) closeSync(this.#descriptor);
    this.#closed = true;
    return Promise.resolve();
  }
}
