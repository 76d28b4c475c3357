/**
 * Waits for one asynchronous call at a time, but not for ever. Calls come by the hundred thousand, so there is one timer
 * for all of them, which looks after the call that is under way whenever it fires.
 */
import type { SandboxClock } from './clock.ts';

export const LATE: unique symbol = Symbol('late');

/** For calls that come seldom: each with a timer of its own. Rejects as `promise` does. */
export async function withinTime<T>(
  clock: SandboxClock,
  limitMs: number,
  promise: PromiseLike<T>,
): Promise<T | typeof LATE> {
  let cancel: () => void = () => undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    cancel = clock.after(limitMs, () => resolve(LATE));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}

export class CallBudget {
  private readonly clock: SandboxClock;
  private readonly limitMs: number;
  private deadline = 0;
  /** Ends the wait for the call under way; null: there is none. */
  private giveUp: (() => void) | null = null;
  private isTimerSet = false;

  constructor(clock: SandboxClock, limitMs: number) {
    this.clock = clock;
    this.limitMs = limitMs;
  }

  /**
   * What `promise` comes to, or LATE; in that case whatever it comes to later is ignored. `startedMs`: when the call
   * began. Rejects as `promise` does.
   */
  wait<T>(promise: PromiseLike<T>, startedMs: number): Promise<T | typeof LATE> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => resolve(LATE);
      const done = (): void => {
        if (this.giveUp === giveUp) this.giveUp = null;
      };
      this.deadline = startedMs + this.limitMs;
      this.giveUp = giveUp;
      if (!this.isTimerSet) this.setTimer(this.limitMs);
      promise.then(
        (value) => {
          done();
          resolve(value);
        },
        (error: unknown) => {
          done();
          reject(error);
        },
      );
    });
  }

  private setTimer(delayMs: number): void {
    this.isTimerSet = true;
    this.clock.after(Math.max(1, delayMs), () => {
      this.isTimerSet = false;
      const { giveUp } = this;
      if (giveUp === null) return;
      const left = this.deadline - this.clock.nowMs();
      if (left > 0) this.setTimer(left);
      else {
        this.giveUp = null;
        giveUp();
      }
    });
  }
}
