import { expect, it } from 'vitest';
import { RestartPolicy } from './restart-policy.ts';

it('waits longer after each death and gives up after five in a minute', () => {
  const policy = new RestartPolicy();
  const delays = [0, 1, 2, 3, 4, 5].map((second) => policy.died(second * 1000));
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, null]);
});

it('forgets deaths that are more than a minute ago', () => {
  const policy = new RestartPolicy();
  policy.died(0);
  policy.died(1000);
  expect(policy.died(70_000)).toBe(250);
});

it('starts afresh when told to try again', () => {
  const policy = new RestartPolicy();
  for (let second = 0; second < 6; second++) policy.died(second * 1000);
  policy.forgive();
  expect(policy.died(7000)).toBe(250);
});

it('spreads delays by chance, by a fifth at most, and never beyond the longest by more', () => {
  const delays = [0, 0.5, 1].map((chance) => new RestartPolicy().died(0, chance));
  expect(delays).toEqual([200, 250, 300]);
  const long = new RestartPolicy({ firstDelayMs: 20_000, longestDelayMs: 30_000, deathsAllowed: 9, windowMs: 1e6 });
  long.died(0);
  expect(long.died(1, 1)).toBe(36_000);
});
