import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatRate } from './units-format.ts';

describe('formatBytes', () => {
  it('uses units of a thousand with three digits', () => {
    expect([0, 1, 999, 1000, 1234, 12_345, 999_499, 999_500, 4.2e6, 1e18].map(formatBytes)).toEqual([
      '0 B',
      '1 B',
      '999 B',
      '1 kB',
      '1.23 kB',
      '12.3 kB',
      '999 kB',
      '1 MB',
      '4.2 MB',
      '1000 PB',
    ]);
  });

  it('shows a dash for what is no size', () => {
    expect([Number.NaN, -1, Number.POSITIVE_INFINITY].map(formatBytes)).toEqual(['–', '–', '–']);
  });
});

describe('formatRate', () => {
  it('is bytes per second', () => {
    expect(formatRate(310_000)).toBe('310 kB/s');
    expect(formatRate(Number.NaN)).toBe('–');
  });
});

describe('formatDuration', () => {
  it('picks the unit by size', () => {
    expect([0, 0.00018, 0.0183, 0.9999, 1.2, 59.96, 185, 3599.6, 7440, 284_400].map(formatDuration)).toEqual([
      '0 s',
      '180 µs',
      '18.3 ms',
      '1 s',
      '1.2 s',
      '1 m 00 s',
      '3 m 05 s',
      '1 h 00 m',
      '2 h 04 m',
      '3 d 07 h',
    ]);
  });
});

describe('formatCount', () => {
  it('groups by three with narrow spaces', () => {
    expect([0, 999, 1204, 1_234_567, -1204].map(formatCount)).toEqual([
      '0',
      '999',
      '1\u202f204',
      '1\u202f234\u202f567',
      '-1\u202f204',
    ]);
  });
});
