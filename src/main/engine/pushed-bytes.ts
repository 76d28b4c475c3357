/** Bytes that come when they come, for a reader that asks for them: one piece at a time, each waited for until it is read. */
import { success, type Result } from '#base/result.ts';
import type { ByteSource } from './capture/packet-source.ts';

export class PushedBytes implements ByteSource {
  position = 0;
  readonly size = null;
  isFinished = false;
  private piece: Uint8Array = new Uint8Array(0);
  /** Whoever pushed the piece. */
  private pushed: (() => void) | null = null;
  /** Whoever waits for a piece. */
  private wanted: (() => void) | null = null;

  /** Resolves once all of it was read and made something of, or nobody will. Not while another one is pushed. */
  push(bytes: Uint8Array): Promise<void> {
    if (this.isFinished || bytes.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.piece = bytes;
      this.pushed = resolve;
      this.wanted?.();
    });
  }

  /** There is no more, or nobody reads any more. */
  finish(): void {
    this.isFinished = true;
    this.piece = new Uint8Array(0);
    this.settle();
    this.wanted?.();
  }

  async read(into: Uint8Array): Promise<Result<number>> {
    if (this.piece.length === 0) {
      this.settle();
      if (!this.isFinished) {
        await new Promise<void>((resolve) => {
          this.wanted = resolve;
        });
        this.wanted = null;
      }
    }
    const count = Math.min(into.length, this.piece.length);
    into.set(this.piece.subarray(0, count));
    this.piece = this.piece.subarray(count);
    this.position += count;
    return success(count);
  }

  close(): Promise<void> {
    this.finish();
    return Promise.resolve();
  }

  private settle(): void {
    this.pushed?.();
    this.pushed = null;
  }
}
