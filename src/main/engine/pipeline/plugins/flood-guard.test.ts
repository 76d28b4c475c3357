import { describe, expect, it } from 'vitest';
import { ManualClock } from '#main/engine/store/manual-clock.ts';
import { FloodGuard } from './flood-guard.ts';

function allowed(guard: FloodGuard, messages: number): number {
  return Array.from({ length: messages }, () => guard.allows()).filter(Boolean).length;
}

describe('messages of a process', () => {
  it('are bounded in each second', async () => {
    const clock = new ManualClock(0);
    const guard = new FloodGuard(clock, 10);
    expect(allowed(guard, 30)).toBe(10);
    await clock.advance(1000);
    expect(allowed(guard, 30)).toBe(10);
  });

  it('that were asked for do not count, and cannot be saved up without end', () => {
    const guard = new FloodGuard(new ManualClock(0), 10);
    for (let asked = 0; asked < 500; asked++) {
      guard.expect();
      expect(guard.allows()).toBe(true);
    }
    expect(allowed(guard, 30)).toBe(10);
    for (let asked = 0; asked < 5000; asked++) guard.expect();
    expect(allowed(guard, 5000)).toBe(1000);
  });
});
