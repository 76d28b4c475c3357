/**
 * Work in slices with turns of the event loop between them, and what it costs. /proc is memory of the kernel: reading it does
 * not wait for anything, and done in place it costs a third of what it costs through the thread pool.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 2;

export class WorkSlices {
  private began = performance.now();
  private beganCpu = process.cpuUsage();
  private spent = 0;

  /** Between two small pieces of work. */
  async rest(): Promise<void> {
    if (performance.now() - this.began < SLICE_MS) return;
    this.pause();
    await nextTurn();
    this.resume();
  }

  /** Waits for what others do; that is not counted. */
  async wait<T>(work: Promise<T>): Promise<T> {
    this.pause();
    try {
      return await work;
    } finally {
      this.resume();
    }
  }

  /** Milliseconds of a processor so far. Once, at the end. */
  finish(): number {
    this.pause();
    return this.spent;
  }

  /** The lesser of time and of what all threads took: neither waiting for a processor nor other threads' work counts for more. */
  private pause(): void {
    const { user, system } = process.cpuUsage(this.beganCpu);
    this.spent += Math.min(performance.now() - this.began, (user + system) / 1000);
  }

  private resume(): void {
    this.began = performance.now();
    this.beganCpu = process.cpuUsage();
  }
}
