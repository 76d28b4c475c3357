import { expect, it } from 'vitest';
import { clockText, exactText, secondsBetween, spanText } from './times.ts';

it('keeps the fraction that the record has, also beyond milliseconds', () => {
  expect(clockText('2026-11-21T05:33:38.211677Z', 6)).toMatch(/^\d\d:\d\d:38\.211677$/);
  expect(clockText('2026-11-21T05:33:38.211677Z', 3)).toMatch(/:38\.211$/);
  expect(clockText('2026-11-21T05:33:38Z', 3)).toMatch(/:38\.000$/);
  expect(exactText('2026-11-21T05:33:38.211677Z')).toMatch(/38\.211677 \(UTC([+−]\d+(:\d+)?)?\)$/);
});

it('tells moments apart that fall into the same millisecond', () => {
  expect(secondsBetween('2026-11-21T05:33:38.211677Z', '2026-11-21T05:33:38.211776Z')).toBeCloseTo(0.000099, 9);
  expect(secondsBetween('2026-11-21T05:33:38.9Z', '2026-11-21T05:33:39.1Z')).toBeCloseTo(0.2, 9);
});

it('names the day once where a span stays within it', () => {
  const noon = new Date(2026, 10, 21, 12, 0, 0).getTime();
  expect(spanText(noon, noon + 60_000).match(/2026/g)).toHaveLength(1);
  expect(spanText(noon, noon + 86_400_000).match(/2026/g)).toHaveLength(2);
  expect(spanText(noon, noon + 10)).not.toContain('–');
});
