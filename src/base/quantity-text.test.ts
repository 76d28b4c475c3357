import { describe, expect, it } from 'vitest';
import { parseBytes, parseDuration } from './quantity-text.ts';

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5 m', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['0s', 0],
  ])('%s', (text, expected) => expect(parseDuration(text)).toBe(expected));

  it.each(['', '10', 's', '-5s', '5 minutes', '1e3s', '5s 3'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('sizes', () => {
  it.each([
    ['512 B', 512],
    ['64 MB', 64_000_000],
    ['1.5kB', 1500],
    ['1 GiB', 1_073_741_824],
  ])('%s', (text, expected) => expect(parseBytes(text)).toBe(expected));

  it.each(['', '64', '64 M', 'MB', '-1 MB'])('%j is none', (text) => expect(parseBytes(text)).toBeNull());
});
