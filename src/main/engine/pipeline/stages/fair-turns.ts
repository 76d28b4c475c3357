/**
 * Work of all pipelines in slices, so that capture is never kept waiting: whoever finds the slice used up waits for the next
 * turn of the event loop, together with everybody else.
 */
import type { PluginClock } from '../plugins/ports.ts';

/** Longest stretch of work between two turns; the batch that it ends with adds to it. */
export const SLICE_MS = 4;

export interface TurnClock extends PluginClock {
  /** Resolves at the next turn of the event loop. */
  yieldTurn(): Promise<void>;
}

export class FairTurns {
  private readonly clock: TurnClock;
  private sliceEnd = Number.NEGATIVE_INFINITY;
  private turn: Promise<void> | null = null;

  constructor(clock: TurnClock) {
    this.clock = clock;
  }

  /** Null: go on. Between batches, and between the pieces of one. */
  next(): Promise<void> | null {
    if (this.turn === null && this.clock.monotonicMs() < this.sliceEnd) return null;
    this.turn ??= this.clock.yieldTurn().then(() => {
      this.turn = null;
      this.sliceEnd = this.clock.monotonicMs() + SLICE_MS;
    });
    return this.turn;
  }
}
