/**
 * How long a reader of a file waits for one plugin: as long as the plugin gets on. One that has not acknowledged anything
 * for a while although its queue is full no longer holds anybody up.
 */
import type { PluginClock } from './ports.ts';

const STALLED_MS = 3000;

export class ReaderWait {
  private readonly clock: PluginClock;
  private readonly stalledMs: number;
  /** Since when somebody presses; null while nobody does. */
  private pressedAtMs: number | null = null;
  private waiters: (() => void)[] = [];
  private cancelTimer: (() => void) | null = null;

  constructor(clock: PluginClock, stalledMs: number = STALLED_MS) {
    this.clock = clock;
    this.stalledMs = stalledMs;
  }

  /** True as long as waiting is of use; asking says that somebody wants to go on. */
  isWorthIt(): boolean {
    const now = this.clock.monotonicMs();
    this.pressedAtMs ??= now;
    return now - this.pressedAtMs < this.stalledMs;
  }

  /** There is room. */
  release(): void {
    this.pressedAtMs = null;
  }

  /** Resolves at the next progress, or when it has stalled. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      this.cancelTimer ??= this.clock.after(this.stalledMs, () => this.tell());
    });
  }

  progressed(): void {
    if (this.pressedAtMs !== null) this.pressedAtMs = this.clock.monotonicMs();
    this.tell();
  }

  /** Everybody looks again. */
  tell(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
