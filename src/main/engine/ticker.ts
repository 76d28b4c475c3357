/** Tells streams a few times a second to look for news while anybody watches: cheaper than telling them per packet. */
import type { Clock } from './store/ports.ts';

const INTERVAL_MS = 100;
/** While nothing is captured, news comes only by `nudge`; now and then memory and rates are shown again. */
const IDLE_INTERVAL_MS = 1000;

export class Ticker {
  private readonly clock: Clock;
  private readonly isBusy: () => boolean;
  private readonly watchers = new Set<() => void>();
  private cancelTimer: (() => void) | null = null;

  constructor(clock: Clock, isBusy: () => boolean) {
    this.clock = clock;
    this.isBusy = isBusy;
  }

  /** Returns how to stop watching. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    if (this.cancelTimer === null) this.schedule();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) this.pause();
    };
  }

  /** Something important changed: a capture started or ended. */
  nudge(): void {
    if (this.watchers.size === 0) return;
    this.pause();
    this.tick();
  }

  close(): void {
    this.watchers.clear();
    this.pause();
  }

  private pause(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private schedule(): void {
    this.cancelTimer = this.clock.after(this.isBusy() ? INTERVAL_MS : IDLE_INTERVAL_MS, () => this.tick());
  }

  private tick(): void {
    this.cancelTimer = null;
    for (const watcher of this.watchers) watcher();
    if (this.watchers.size > 0 && this.cancelTimer === null) this.schedule();
  }
}
