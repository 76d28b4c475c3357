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

  it('survives times that no calendar has', () => {
    expect(formatTime(Number.NaN)).toBe('1970-01-01T00:00:00.000000Z');
    expect(formatTime(Number.POSITIVE_INFINITY)).toMatch(/^\+275760-09-1[12]T[\d:]{8}\.\d{6}Z$/);
    expect(formatTime(-1e30)).toMatch(/^-271821-04-2[01]T[\d:]{8}\.\d{6}Z$/);
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
