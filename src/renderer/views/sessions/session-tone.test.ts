import { describe, expect, it } from 'vitest';
import { FreshRows, GLOW_MS, sessionTone } from './session-tone.ts';

const row = (state: string, end_time: string): Parameters<typeof sessionTone>[0] => ({
  key: '1',
  traffic: null,
  cells: { state, end_time },
});
const at = Date.parse('2026-05-01T12:00:00Z');

describe('a session', () => {
  it('is idle when it was silent for half a minute, and ended when it is over', () => {
    expect(sessionTone(row('ESTABLISHED', '2026-05-01T11:59:31.000000Z'), at)).toBe('normal');
    expect(sessionTone(row('ESTABLISHED', '2026-05-01T11:59:29.000000Z'), at)).toBe('idle');
    expect(sessionTone(row('ESTABLISHED', '2026-05-01T11:59:29.000000Z'), null)).toBe('normal');
    for (const state of ['CLOSE', 'ABORT', 'EXPIRED']) {
      expect(sessionTone(row(state, '2026-05-01T12:00:00.000000Z'), at)).toBe('ended');
    }
  });

  it('glows once, and only when it has just begun', () => {
    const rows = new FreshRows();
    expect(rows.glown('a', at - 100, at, 5000)).toBe(0);
    expect(rows.glown('a', at - 100, at + 200, 5200)).toBe(200);
    expect(rows.glown('a', at - 100, at + 500, 5000 + GLOW_MS)).toBeNull();
    // Much later it is not taken for a new one, though it was forgotten.
    expect(rows.glown('b', at + 60_000, at + 60_000, 65_000)).toBe(0);
    expect(rows.glown('a', at - 100, at + 60_000, 65_000)).toBeNull();
    // Scrolled into sight, not begun.
    expect(rows.glown('old', at - 3000, at, 5000)).toBeNull();
  });
});
