import { describe, expect, it } from 'vitest';
import { sidesOf } from './compare-sides.ts';

const at = (iso: string): number => Date.parse(iso) * 1000;
const NOW = at('2026-06-10T15:30:00Z');

describe('sides of a comparison', () => {
  it('puts today beside yesterday until the same time of day', () => {
    expect(sidesOf('today', NOW, 'utc', null)).toEqual({
      before: { fromUs: at('2026-06-09T00:00:00Z'), toUs: at('2026-06-09T15:30:00Z') },
      after: { fromUs: at('2026-06-10T00:00:00Z'), toUs: NOW },
    });
  });

  it('puts a stretch beside the one before it, without a moment in both', () => {
    const { before, after } = sidesOf('hour', NOW, 'utc', null)!;
    expect(after).toEqual({ fromUs: at('2026-06-10T14:30:00Z'), toUs: NOW });
    expect(before.fromUs).toBe(at('2026-06-10T13:30:00Z'));
    expect(before.toUs).toBeLessThan(after.fromUs);
  });

  it('takes the range that is shown, where there is one', () => {
    expect(sidesOf('range', NOW, 'utc', null)).toBeNull();
    expect(sidesOf('range', NOW, 'utc', { fromUs: 1000, toUs: 1500 })?.before).toEqual({ fromUs: 500, toUs: 999 });
  });
});
