import { describe, expect, it } from 'vitest';
import { CallBudget, LATE } from './call-budget.ts';
import { FakeClock } from './testing/fake-clock.ts';

const never = new Promise<string>(() => undefined);

describe('the budget of asynchronous calls', () => {
  it('lets through what comes in time', async () => {
    const budget = new CallBudget(new FakeClock(), 1000);
    await expect(budget.wait(Promise.resolve('done'), 0)).resolves.toBe('done');
    await expect(budget.wait(Promise.reject(new Error('broken')), 0)).rejects.toThrow('broken');
  });

  it('ends the wait for what does not', async () => {
    const clock = new FakeClock();
    const waiting = new CallBudget(clock, 1000).wait(never, 0);
    clock.advance(1000);
    await expect(waiting).resolves.toBe(LATE);
  });

  it('counts from the start of each call, with one timer for all', async () => {
    const clock = new FakeClock();
    const budget = new CallBudget(clock, 1000);
    for (let n = 0; n < 9; n++) {
      await budget.wait(Promise.resolve(n), clock.nowMs());
      clock.advance(100);
    }
    expect(clock.timersSet).toBe(1);
    let late = false;
    const waiting = budget.wait(never, clock.nowMs()).then((result) => {
      late = result === LATE;
    });
    clock.advance(999);
    await clock.turn();
    expect(late).toBe(false);
    clock.advance(1);
    await waiting;
    expect(late).toBe(true);
  });

  it('is not spent by a late call that settles after all', async () => {
    const clock = new FakeClock();
    const budget = new CallBudget(clock, 1000);
    let settle: (value: string) => void = () => undefined;
    const slow = new Promise<string>((resolve) => {
      settle = resolve;
    });
    const first = budget.wait(slow, 0);
    clock.advance(1000);
    await expect(first).resolves.toBe(LATE);
    const second = budget.wait(never, clock.nowMs());
    settle('too late');
    await clock.turn();
    clock.advance(1000);
    await expect(second).resolves.toBe(LATE);
  });
});
