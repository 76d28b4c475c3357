/** Cuts a long job into slices, so that capture is never kept waiting for a view or an export. */
import type { Clock } from './ports.ts';

/** Longest stretch of work between two turns of the event loop, in milliseconds. */
export const SLICE_MS = 5;

export class Slicer {
  private readonly clock: Clock;
  private sliceEnd: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.sliceEnd = clock.monotonicMs() + SLICE_MS;
  }

  /** Whether the slice is used up. Cheap enough to ask every thousand rows, not every row. */
  isDue(): boolean {
    return this.clock.monotonicMs() >= this.sliceEnd;
  }

  /** Lets others run, then begins the next slice. */
  async pause(): Promise<void> {
    await this.clock.yieldTurn();
    this.sliceEnd = this.clock.monotonicMs() + SLICE_MS;
  }
}
