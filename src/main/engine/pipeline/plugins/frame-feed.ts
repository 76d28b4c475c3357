/**
 * What feeds have in common: rows are held until there are enough for a frame or the first has waited long enough, and the frame
 * goes to everybody who listens.
 */
import type { PluginClock } from './ports.ts';

/** A row reaches the queues after this time at the latest. */
const FLUSH_MS = 50;

/** Whoever takes frames: a plugin's queue and what pumps it. */
export interface FeedListener {
  frame(frame: Uint8Array, rows: number): void;
}

export interface TakenFrame {
  readonly frame: Uint8Array;
  readonly rows: number;
}

export abstract class FrameFeed {
  private readonly clock: PluginClock;
  private readonly listeners = new Set<FeedListener>();
  private cancelFlush: (() => void) | null = null;

  constructor(clock: PluginClock) {
    this.clock = clock;
  }

  get isActive(): boolean {
    return this.listeners.size > 0;
  }

  /** Gets every row from now on, none from before. Returns how to stop, after which everything until then was delivered. */
  listen(listener: FeedListener): () => void {
    this.flush();
    this.listeners.add(listener);
    return () => {
      this.flush();
      this.listeners.delete(listener);
    };
  }

  flush(): void {
    this.cancelFlush?.();
    this.cancelFlush = null;
    const taken = this.take();
    if (taken === null) return;
    for (const listener of this.listeners) listener.frame(taken.frame, taken.rows);
  }

  /** One more row is held. */
  protected added(): void {
    this.cancelFlush ??= this.clock.after(FLUSH_MS, () => this.flush());
  }

  /** What is held, as a frame; from then on nothing is. Null: nothing is to be said. */
  protected abstract take(): TakenFrame | null;
}
