import { afterEach, expect, it } from 'vitest';
import { chooseDisplay, displayChoice, languageFor } from './display-choice.ts';
import { clockText, exactText } from './times.ts';
import { byteScale, bytesInScale, formatBytes, formatRate } from './units.ts';

const defaults = displayChoice();
afterEach(() => chooseDisplay(defaults));

it('says rates in bits, bytes in powers of 1024, times in UTC when that was chosen', () => {
  expect(formatBytes(1_500_000)).toBe('1.5 MB');
  expect(formatRate(1_500_000)).toBe('1.5 MB/s');
  chooseDisplay({ ...defaults, rateUnit: 'bits', byteBase: 1024, timeZone: 'utc' });
  expect(formatBytes(1024)).toBe('1 KiB');
  expect(formatBytes(1023)).toBe('1023 B');
  expect(formatBytes(1_500_000)).toBe('1.43 MiB');
  expect(formatRate(1_500_000)).toBe('12 Mbit/s');
  expect(formatRate(Number.NaN)).toBe('–');
  expect(clockText('2026-11-21T05:33:38.211677Z', 3)).toBe('05:33:38.211');
  expect(exactText('2026-11-21T05:33:38Z')).toContain('(UTC)');
});

it('says a column of bytes in one unit, but for what would vanish in it', () => {
  const column = (bytes: readonly number[]): string[] => {
    const scale = byteScale(Math.max(...bytes));
    return [scale.unit, ...bytes.map((each) => bytesInScale(each, scale))];
  };
  expect(column([0, 60, 999])).toEqual(['B', '0', '60', '999']);
  expect(column([0, 640, 12_400_000, 50_000])).toEqual(['MB', '0', '640 B', '12.40', '0.05']);
  expect(column([999_600, 9_999])).toEqual(['MB', '1.00', '10 kB']);
  chooseDisplay({ ...defaults, byteBase: 1024 });
  expect(column([2048, 100])).toEqual(['KiB', '2.00', '0.10']);
});

it('speaks the first language that is known', () => {
  expect(languageFor('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(languageFor('system', ['fr'])).toBe('en');
  expect(languageFor('en', ['de'])).toBe('en');
});
