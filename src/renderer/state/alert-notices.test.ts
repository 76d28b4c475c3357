import { describe, expect, it } from 'vitest';
import { createAlertNotices, NOTICE_PAUSE_MS } from './alert-notices.ts';
import { alertOf, alertsOf } from './pipeline-fixtures.ts';

function setUp() {
  const shown: (readonly [string, string])[] = [];
  const timers: (() => void)[] = [];
  const world = { on: true };
  const notices = createAlertNotices(
    (title, body) => shown.push([title, body]),
    ({ severity }) => world.on && (severity === 'high' || severity === 'critical'),
    (delayMs, call) => {
      expect(delayMs).toBe(NOTICE_PAUSE_MS);
      timers.push(call);
    },
  );
  const high = (number: number) => alertOf(number, { severity: 'high', message: `Message ${number}` });
  /** Lets the pause between two notices pass. */
  const pass = (): void => timers.shift()?.();
  return { notices, shown, high, pass, timers, world };
}

describe('notices of alerts', () => {
  it('tell nothing of what was there before, nor of what is not serious', () => {
    const { notices, shown, high } = setUp();
    notices.take(alertsOf(high(1)));
    notices.take(alertsOf(high(1), alertOf(2, { severity: 'medium' }), alertOf(3, { severity: 'info' })));
    expect(shown).toEqual([]);
  });

  it('tell of the first at once, and of those that follow soon together', () => {
    const { notices, shown, high, pass, timers } = setUp();
    notices.take(alertsOf());
    notices.take(alertsOf(high(1)));
    expect(shown).toEqual([['Alert 1', 'watch: Message 1']]);
    notices.take(alertsOf(high(1), high(2), high(3)));
    notices.take(alertsOf(high(1), high(2), high(3), alertOf(4, { severity: 'critical' })));
    expect(shown).toHaveLength(1);
    pass();
    expect(shown[1]).toEqual(['Alert 4', 'and 2 more · watch']);
    pass();
    expect(shown).toHaveLength(2);
    expect(timers).toEqual([]);
    notices.take(alertsOf(high(5)));
    expect(shown[2]).toEqual(['Alert 5', 'watch: Message 5']);
  });

  it('tell nothing while they are off, and nothing of that time afterwards', () => {
    const { notices, shown, high, world } = setUp();
    world.on = false;
    notices.take(alertsOf());
    notices.take(alertsOf(high(1)));
    world.on = true;
    notices.take(alertsOf(high(1), high(2)));
    expect(shown).toEqual([['Alert 2', 'watch: Message 2']]);
  });

  it('go on when the engine was started again and counts from the beginning', () => {
    const { notices, shown } = setUp();
    notices.take(alertsOf(alertOf(900, { severity: 'high' })));
    notices.take(alertsOf(alertOf(1, { severity: 'high', time_ms: 900_001 })));
    expect(shown.map(([title]) => title)).toEqual(['Alert 1']);
  });

  it('show what cannot be seen, and cut what is long', () => {
    const { notices, shown } = setUp();
    notices.take(alertsOf());
    notices.take(
      alertsOf(alertOf(1, { severity: 'critical', title: 'a\u202Eb', message: `line\nline ${'x'.repeat(500)}` })),
    );
    expect(shown[0]?.[0]).toBe('a‹U+202E›b');
    expect(shown[0]?.[1]).toMatch(/^watch: line‹U\+000A›line x+…$/);
    expect(shown[0]?.[1]).toHaveLength(240);
  });
});
