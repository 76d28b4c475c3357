/**
 * Work in slices with turns of the event loop between them, and what it costs. /proc is memory of the kernel: reading it does
 * not wait for anything, and done in place it costs a third of what it costs through the thread pool.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 2;

export class WorkSlices {
  private began = performance.now();
  private spent = 0;

  /** Between two small pieces of work. */
  async rest(): Promise<void> {
    const worked = performance.now() - this.began;
    if (worked < SLICE_MS) return;
    this.spent += worked;
    await nextTurn();
    this.began = performance.now();
  }

  /** Waits for what others do; that is not counted. */
  async wait<T>(work: Promise<T>): Promise<T> {
    this.spent += performance.now() - this.began;
    try {
      return await work;
    } finally {
      this.began = performance.now();
    }
  }

  /** Milliseconds of work so far. */
  get costMs(): number {
    return this.spent + performance.now() - this.began;
  }
}
