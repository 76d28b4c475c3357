import { expect, it } from 'vitest';
import { textHash } from './text-hash.ts';

it('begins as FNV-1a of 32 bits does', () => {
  // From the test vectors of its authors.
  expect(textHash('').slice(0, 8)).toBe('811c9dc5');
  expect(textHash('a').slice(0, 8)).toBe('e40c292c');
  expect(textHash('foobar').slice(0, 8)).toBe('bf9cf968');
});

it('tells texts apart that are alike', () => {
  const texts = Array.from({ length: 50_000 }, (_, at) => `Lookup of host-${at}.example.com`);
  expect(new Set(texts.map(textHash)).size).toBe(texts.length);
  expect(new Set(texts.map((text) => textHash(text).slice(8))).size).toBeGreaterThan(texts.length - 10);
});
