import { describe, expect, it } from 'vitest';
import { recordTimeUs } from './record-time.ts';

const DAY = Date.UTC(2026, 0, 1) * 1000;

describe('the time of a record', () => {
  it.each([
    ['2026-01-01T00:00:00.000000Z', DAY],
    ['2026-01-01T00:00:00.000001Z', DAY + 1],
    ['2026-01-01T00:00:00.999999Z', DAY + 999_999],
    ['2026-01-01T00:00:01.500000Z', DAY + 1_500_000],
    ['2026-01-01T00:00:01Z', DAY + 1_000_000],
    ['2026-01-01T00:00:01.25Z', DAY + 1_250_000],
    ['2026-01-01T01:00:00.000007+01:00', DAY + 7],
    ['1969-12-31T23:59:59.250000Z', -750_000],
  ])('%s', (text, expected) => expect(recordTimeUs({ record_time: text })).toBe(expected));

  it.each([null, 7, '', 'yesterday', '2026-13-01T00:00:00.000000Z', '2026-01-01T00:00:00.00x000Z'])(
    '%j is none',
    (value) => {
      expect(recordTimeUs({ record_time: value })).toBeNull();
    },
  );

  it('is read from another field where one is named', () => {
    expect(recordTimeUs({ start: '2026-01-01T00:00:00.000002Z' }, 'start')).toBe(DAY + 2);
    expect(recordTimeUs({}, 'start')).toBeNull();
  });
});
