/**
 * How fast keys can be guessed. Whoever asks is on this machine, where an address costs nothing, so there is one budget for
 * all: a few wrong keys at once, one more a second. When it is used up, a key is only looked at after a second, and few wait at a
 * time; the right one is let in all the same, later. Sessions in cookies are too long to be guessed and do not come here.
 */
import { randomInt } from 'node:crypto';

export type GuessOutcome =
  | 'right'
  | 'wrong'
  /** Not looked at: too many wait, or the one who asked went away. */
  | 'busy';

export interface Guesses {
  /** `isRight` compares, at once or later. `onGone` tells of a client that does not wait any more. */
  attempt(isRight: () => boolean, onGone: (gone: () => void) => void): Promise<GuessOutcome>;
}

export interface GuessPorts {
  monotonicMs(): number;
  after(delayMs: number, callback: () => void): void;
}

const FREE_GUESSES = 20;
const REFILL_MS = 1_000;
const HOLD_MS = 1_000;
const MAX_HELD = 32;
/** For `Retry-After`. */
export const GUESS_RETRY_S: string = String(HOLD_MS / 1_000);

const SYSTEM: GuessPorts = {
  monotonicMs: () => performance.now(),
  after: (delayMs, callback) => void setTimeout(callback, delayMs),
};

export function createGuesses(ports: GuessPorts = SYSTEM): Guesses {
  let left = FREE_GUESSES;
  let countedAt = ports.monotonicMs();
  const held: (() => void)[] = [];

  const look = (isRight: () => boolean): GuessOutcome => {
    if (isRight()) return 'right';
    left = Math.max(0, left - 1);
    return 'wrong';
  };
  const refill = (): void => {
    const earned = Math.floor((ports.monotonicMs() - countedAt) / REFILL_MS);
    left = Math.min(FREE_GUESSES, left + earned);
    countedAt += earned * REFILL_MS;
  };

  return {
    attempt(isRight, onGone): Promise<GuessOutcome> {
      refill();
      if (left > 0) return Promise.resolve(look(isRight));
      return new Promise((resolve) => {
        const giveUp = (): void => {
          const at = held.indexOf(giveUp);
          if (at !== -1) held.splice(at, 1);
          resolve('busy');
        };
        // Any of them, so that whoever floods does not know how to keep others out.
        if (held.length >= MAX_HELD) held[randomInt(held.length)]?.();
        held.push(giveUp);
        onGone(giveUp);
        ports.after(HOLD_MS, () => {
          const at = held.indexOf(giveUp);
          if (at === -1) return;
          held.splice(at, 1);
          resolve(look(isRight));
        });
      });
    },
  };
}
