/** Timers of a plugin: they end with it, and a fault in a callback is the plugin's like any other. */
import type { SandboxClock } from '../clock.ts';

/** Of a timer, so that `every(0)` does not spin. */
const SHORTEST_MS = 1;
const LONGEST_MS = 2_147_483_647;
const MOST_TIMERS = 1000;

export class PluginTimers {
  private readonly clock: SandboxClock;
  private readonly isStopped: boolean;
  private readonly cancels = new Set<() => void>();

  /** `isStopped`: a trial run, in which time does not pass, so that nothing is ever due. */
  constructor(clock: SandboxClock, isStopped: boolean) {
    this.clock = clock;
    this.isStopped = isStopped;
  }

  after(milliseconds: unknown, callback: () => void): () => void {
    return this.set('timers.after', milliseconds, callback, false);
  }

  every(milliseconds: unknown, callback: () => void): () => void {
    return this.set('timers.every', milliseconds, callback, true);
  }

  cancelAll(): void {
    for (const cancel of this.cancels) cancel();
  }

  private set(call: string, milliseconds: unknown, callback: () => void, repeats: boolean): () => void {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0 && milliseconds <= LONGEST_MS)) {
      throw new TypeError(`${call} takes milliseconds from 0 to ${LONGEST_MS}`);
    }
    if (typeof callback !== 'function') throw new TypeError(`${call} takes a function to call back`);
    if (this.isStopped) return () => undefined;
    if (this.cancels.size >= MOST_TIMERS) throw new RangeError(`${call}: there are ${MOST_TIMERS} timers already`);
    const delay = Math.max(SHORTEST_MS, milliseconds);
    let cancelTimer: () => void = () => undefined;
    const cancel = (): void => {
      cancelTimer();
      this.cancels.delete(cancel);
    };
    const due = (): void => {
      if (repeats) cancelTimer = this.clock.after(delay, due);
      else this.cancels.delete(cancel);
      callback();
    };
    cancelTimer = this.clock.after(delay, due);
    this.cancels.add(cancel);
    return cancel;
  }
}
