import { expect, it } from 'vitest';
import { de } from './words/de.ts';
import { en } from './words/en.ts';

/** Every text of a language by its path; functions are called with samples of what they take. */
function texts(value: unknown, path: string): (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return texts(sampled(value as (...values: unknown[]) => unknown), path);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

/** Most words take texts; those that reckon with numbers refuse one. */
function sampled(say: (...values: unknown[]) => unknown): unknown {
  const call = (sample: unknown): unknown => say(...Array.from({ length: say.length }, () => sample));
  try {
    return call('3');
  } catch {
    return call(3);
  }
}

it.each(['en', 'de'] as const)('has something to say for everything in %s', (language) => {
  const all = texts(language === 'en' ? en : de, language);
  expect(all.length).toBeGreaterThan(10);
  for (const [path, text] of all) {
    expect(text.trim(), path).not.toBe('');
    expect(text, path).not.toMatch(/undefined|TODO|\[object/);
  }
});

it('has the same keys in every language', () => {
  const keys = (value: object): string[] => texts(value, '').map(([path]) => path);
  expect(keys(de)).toEqual(keys(en));
});
