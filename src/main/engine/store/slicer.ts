/** Cuts long jobs into slices, so that capture is never kept waiting for views and exports. */
import type { Clock } from './ports.ts';

/** Longest stretch of a job between two turns of the event loop, in milliseconds; the frame that it ends with adds to it. */
export const SLICE_MS = 4;

/** Turns of the event loop, given to one job at a time: two views that sort at once take turns, not one long turn. */
export class Turns {
  readonly clock: Clock;
  private last: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Answers in a turn that is the caller's alone. */
  next(): Promise<void> {
    this.last = this.last.then(() => this.clock.yieldTurn());
    return this.last;
  }
}

/** One job's slices. Begun by `pause`, so that no work adds to what the turn was begun for. */
export class Slicer {
  private readonly turns: Turns;
  private sliceEnd: number;

  constructor(turns: Turns) {
    this.turns = turns;
    this.sliceEnd = turns.clock.monotonicMs() + SLICE_MS;
  }

  /** Whether the slice is used up. Cheap enough to ask every hundred rows, not every row. */
  isDue(): boolean {
    return this.turns.clock.monotonicMs() >= this.sliceEnd;
  }

  /** Lets others run, then begins the next slice. */
  async pause(): Promise<void> {
    await this.turns.next();
    this.sliceEnd = this.turns.clock.monotonicMs() + SLICE_MS;
  }
}
