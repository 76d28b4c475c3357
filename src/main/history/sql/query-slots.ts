/**
 * How many of the user's queries run at a time: each has one of the four threads on which a Node process does its waiting for as long as it runs, and the history has to be
 * written meanwhile. Others wait in the order in which they came.
 */
import { failure, type Failure } from '#base/result.ts';
import { stoppedFailure } from './query-failure.ts';

const MOST_WAITING = 32;

export class QuerySlots {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  /** Null: it may run, and calls `leave` when it ends. Failures: too many wait already, or nobody waits for it any more. */
  async enter(signal: AbortSignal): Promise<Failure | null> {
    if (signal.aborted) return stoppedFailure('cancelled');
    if (this.free > 0) {
      this.free--;
      return null;
    }
    if (this.waiting.length >= MOST_WAITING) {
      return failure('unavailable', 'Too many queries wait for their turn', { remedy: 'Wait until some have ended' })
        .failure;
    }
    return await new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener('abort', abort);
        resolve(null);
      };
      const abort = (): void => {
        this.waiting.splice(this.waiting.indexOf(enter), 1);
        resolve(stoppedFailure('cancelled'));
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(enter);
    });
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
