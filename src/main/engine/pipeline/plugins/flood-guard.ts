/** Bounds how many messages a process may send in a second, whatever they say. */
import type { PluginClock } from './ports.ts';

const MOST_A_SECOND = 5000;
/** Answers that may be on their way at once. */
const MOST_EXPECTED = 1000;

export class FloodGuard {
  private readonly clock: PluginClock;
  private readonly most: number;
  private windowStart = Number.NEGATIVE_INFINITY;
  private count = 0;
  private expected = 0;

  constructor(clock: PluginClock, most: number = MOST_A_SECOND) {
    this.clock = clock;
    this.most = most;
  }

  /** One message was asked for, and does not count. */
  expect(): void {
    this.expected = Math.min(MOST_EXPECTED, this.expected + 1);
  }

  allows(): boolean {
    if (this.expected > 0) {
      this.expected--;
      return true;
    }
    const now = this.clock.monotonicMs();
    if (now - this.windowStart >= 1000) {
      this.windowStart = now;
      this.count = 0;
    }
    return ++this.count <= this.most;
  }
}
