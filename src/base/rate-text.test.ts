import { expect, it } from 'vitest';
import { bytesText, rateText } from './rate-text.ts';

it('says rates in bytes or bits', () => {
  expect(rateText(4_200_000, { rateUnit: 'bytes', byteBase: 1000 })).toBe('4.2 MB/s');
  expect(rateText(4_200_000, { rateUnit: 'bits', byteBase: 1024 })).toBe('33.6 Mbit/s');
  expect(rateText(0, { rateUnit: 'bytes', byteBase: 1000 })).toBe('0 B/s');
  expect(rateText(Number.NaN, { rateUnit: 'bits', byteBase: 1000 })).toBe('–');
});

it('says sizes by 1000 or 1024', () => {
  expect(bytesText(1_048_576, { byteBase: 1024 })).toBe('1 MiB');
  expect(bytesText(1_000_000, { byteBase: 1000 })).toBe('1 MB');
});
