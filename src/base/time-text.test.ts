import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSeconds, formatTime, roundMilliseconds } from './time-text.ts';

describe('times as text', () => {
  it('agrees with Date for any millisecond that a double holds in microseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_007_199_254_740, max: 9_007_199_254_740 }), (milliseconds) => {
        const iso = new Date(milliseconds).toISOString();
        expect(formatTime(milliseconds * 1000)).toBe(iso.replace('Z', '000Z'));
      }),
    );
  });

  it('keeps microseconds and cuts off what is below', () => {
    expect(formatTime(1_700_000_000_000_001)).toBe('2023-11-14T22:13:20.000001Z');
    expect(formatTime(1_700_000_000_999_999.75)).toBe('2023-11-14T22:13:20.999999Z');
    expect(formatTime(1_700_000_000_000_001.25)).toBe('2023-11-14T22:13:20.000001Z');
  });

  it('stays within the years that have four digits, so that no time begins with a sign', () => {
    expect(formatTime(Number.NaN)).toBe('1970-01-01T00:00:00.000000Z');
    expect(formatTime(Date.parse('9999-12-31T12:00:00Z') * 1000)).toBe('9999-12-31T12:00:00.000000Z');
    expect(formatTime(Date.parse('0000-01-01T12:00:00Z') * 1000)).toBe('0000-01-01T12:00:00.000000Z');
    for (const time of [Number.POSITIVE_INFINITY, 8.64e18, 1e30])
      expect(formatTime(time)).toBe('9999-12-31T23:59:59.000000Z');
    for (const time of [Number.NEGATIVE_INFINITY, -8.64e18, -1e30])
      expect(formatTime(time)).toBe('0000-01-01T00:00:00.000000Z');
  });

  it('gives durations as plain decimals of seconds', () => {
    expect(String(durationSeconds(1_700_000_000_000_000, 1_700_000_000_000_001))).toBe('0.000001');
    expect(durationSeconds(1_700_000_000_000_000, 1_700_000_061_500_000)).toBe(61.5);
    expect(durationSeconds(5, 5)).toBe(0);
  });

  it('rounds milliseconds to three decimals', () => {
    expect(roundMilliseconds(Math.fround(12.3456))).toBe(12.346);
    expect(roundMilliseconds(Number.NaN)).toBeNull();
  });
});
