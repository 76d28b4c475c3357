/** Puts bytes that were looked at back in front of the source that they came from. */
import { success, type Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';

export class PrefixedBytes implements ByteSource {
  readonly #rest: ByteSource;
  #prefix: Uint8Array;

  constructor(prefix: Uint8Array, rest: ByteSource) {
    this.#prefix = prefix;
    this.#rest = rest;
  }

  get position(): number {
    return this.#rest.position;
  }

  get size(): number | null {
    return this.#rest.size;
  }

  read(into: Uint8Array): Result<number> | Promise<Result<number>> {
    if (this.#prefix.length === 0) return this.#rest.read(into);
    const part = this.#prefix.subarray(0, into.length);
    into.set(part);
    this.#prefix = this.#prefix.subarray(part.length);
    return success(part.length);
  }

  close(): Promise<void> {
    return this.#rest.close();
  }
}
