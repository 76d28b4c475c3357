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
