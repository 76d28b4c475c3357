import { describe, expect, it } from 'vitest';
import { createGuesses, type GuessOutcome } from './guesses.ts';

/** A clock that is turned by hand. */
function world(): {
  readonly guess: (isRight: boolean, onGone?: (gone: () => void) => void) => Promise<GuessOutcome>;
  readonly looked: () => number;
  readonly pass: (ms: number) => void;
} {
  let now = 0;
  let looked = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const guesses = createGuesses({
    monotonicMs: () => now,
    after: (delayMs, callback) => void timers.push({ at: now + delayMs, callback }),
  });
  return {
    guess: (isRight, onGone = () => undefined) =>
      guesses.attempt(() => {
        looked += 1;
        return isRight;
      }, onGone),
    looked: () => looked,
    pass(ms): void {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
  };
}

describe('guessing keys', () => {
  it('is answered at once until it was wrong a few times, and the right key always is', async () => {
    const { guess } = world();
    for (let i = 0; i < 20; i += 1) expect(await guess(false)).toBe('wrong');
    const { guess: fresh } = world();
    for (let i = 0; i < 1000; i += 1) expect(await fresh(true)).toBe('right');
  });

  it('then comes to at most 32 keys looked at in a second, however many are tried', async () => {
    const { guess, looked, pass } = world();
    for (let i = 0; i < 20; i += 1) await guess(false);
    const outcomes: Promise<GuessOutcome>[] = [];
    for (let i = 0; i < 10_000; i += 1) outcomes.push(guess(false));
    expect(looked()).toBe(20);
    pass(1_000);
    expect(looked()).toBe(52);
    const counts = (await Promise.all(outcomes)).filter((outcome) => outcome === 'wrong').length;
    expect(counts).toBe(32);
  });

  it('does not lock out who has the right key', async () => {
    const { guess, pass } = world();
    for (let i = 0; i < 20; i += 1) await guess(false);
    const outcome = guess(true);
    pass(1_000);
    expect(await outcome).toBe('right');
  });

  it('looks at nothing of those who went away, and forgives with time', async () => {
    const { guess, looked, pass } = world();
    for (let i = 0; i < 20; i += 1) await guess(false);
    let leave = (): void => undefined;
    const left = guess(false, (gone) => (leave = gone));
    leave();
    pass(1_000);
    expect(await left).toBe('busy');
    expect(looked()).toBe(20);
    pass(60_000);
    for (let i = 0; i < 20; i += 1) expect(await guess(false)).toBe('wrong');
  });
});
