/**
 * A window that moves over a `ByteSource`: one buffer, reused. `position` is the first byte not consumed, `end` the
 * first one not read. Readers move `position`; `fill` moves the rest to the front and reads behind it.
 */
import { success, type Result } from '#base/result.ts';
import type { ByteSource } from './packet-source.ts';

export class ByteWindow {
  bytes: Uint8Array;
  view: DataView;
  position: number = 0;
  end: number = 0;
  readonly source: ByteSource;
  /** How far into the (decompressed) input `bytes[0]` lies. */
  #baseOffset = 0;

  constructor(source: ByteSource, initialBytes: number) {
    this.source = source;
    this.bytes = new Uint8Array(initialBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  get available(): number {
    return this.end - this.position;
  }

  /** Offset in the input of the first byte not consumed. */
  get inputOffset(): number {
    return this.#baseOffset + this.position;
  }

  /**
   * Reads once, with room for at least `needed` bytes from `position` on (the caller has bounded it): the number of
   * bytes added, 0 at the end of the input. Offsets handed out before this call no longer hold.
   */
  fill(needed: number): Result<number> | Promise<Result<number>> {
    if (this.position > 0) {
      this.bytes.copyWithin(0, this.position, this.end);
      this.#baseOffset += this.position;
      this.end -= this.position;
      this.position = 0;
    }
    if (needed > this.bytes.length) this.#grow(needed);
    const read = this.source.read(this.bytes.subarray(this.end));
    return read instanceof Promise ? read.then((result) => this.#added(result)) : this.#added(read);
  }

  #added(result: Result<number>): Result<number> {
    if (!result.ok) return result;
    this.end += result.value;
    return success(result.value);
  }

  #grow(needed: number): void {
    let size = this.bytes.length * 2;
    while (size < needed) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.bytes.subarray(0, this.end));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
