import { afterEach, expect, it } from 'vitest';
import { chooseDisplay, displayChoice, languageFor } from './display-choice.ts';
import { clockText, exactText } from './times.ts';
import { formatBytes, formatRate } from './units.ts';

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

it('speaks the first language that is known', () => {
  expect(languageFor('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(languageFor('system', ['fr'])).toBe('en');
  expect(languageFor('en', ['de'])).toBe('en');
});
