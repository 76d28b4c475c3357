/** A clock for tests: stands still until it is moved, and every turn of the event loop is at once. */
import type { Clock } from './ports.ts';

export class ManualClock implements Clock {
  private now = 0;
  private readonly timers: { at: number; callback: () => void }[] = [];
  /** Microseconds since the epoch at monotonic 0. */
  readonly epochUs: number;
  /** Added each time the monotonic clock is read: makes long jobs use up their slices. */
  readonly stepMs: number;
  turns = 0;

  constructor(epochUs: number = 0, stepMs: number = 0) {
    this.epochUs = epochUs;
    this.stepMs = stepMs;
  }

  nowUs(): number {
    return this.epochUs + this.now * 1000;
  }

  monotonicMs(): number {
    this.now += this.stepMs;
    return this.now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.now + delayMs, callback };
    this.timers.push(timer);
    return () => {
      const position = this.timers.indexOf(timer);
      if (position >= 0) this.timers.splice(position, 1);
    };
  }

  async yieldTurn(): Promise<void> {
    this.turns++;
    await Promise.resolve();
  }

  /** Moves time on and calls what is due, in order; lets promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= end).sort((left, right) => left.at - right.at)[0];
      if (due === undefined) break;
      this.timers.splice(this.timers.indexOf(due), 1);
      this.now = Math.max(this.now, due.at);
      due.callback();
      await settle();
    }
    this.now = Math.max(this.now, end);
    await settle();
  }
}

/** Enough microtasks for any chain of promises in these tests. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 500; i++) await Promise.resolve();
}
