import { expect, it } from 'vitest';
import { MOST_A_MINUTE, NoticeBudget } from './notice-budget.ts';

it('lets so many through a minute, and more as time passes', () => {
  let now = 0;
  const budget = new NoticeBudget(() => now);
  const taken = (): number => Array.from({ length: 100 }, () => budget.take()).filter(Boolean).length;
  expect(taken()).toBe(MOST_A_MINUTE);
  now = 59_999;
  expect(taken()).toBe(0);
  now = 60_000;
  expect(taken()).toBe(MOST_A_MINUTE);
});
