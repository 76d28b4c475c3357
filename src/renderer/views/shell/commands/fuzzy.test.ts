import { expect, it } from 'vitest';
import { fuzzyMatch } from './fuzzy.ts';

const order = (query: string, ...texts: string[]): string[] =>
  texts
    .map((text) => ({ text, match: fuzzyMatch(query, text) }))
    .filter(({ match }) => match !== null)
    .toSorted((a, b) => b.match!.score - a.match!.score)
    .map(({ text }) => text);

it('finds letters in order, and nothing else', () => {
  expect(fuzzyMatch('exs', 'Export sessions')?.places).toEqual([0, 1, 7]);
  expect(fuzzyMatch('zz', 'Export sessions')).toBeNull();
  expect(fuzzyMatch('', 'anything')).toMatchObject({ places: [] });
});

it('wants every word, in any order', () => {
  expect(fuzzyMatch('csv dns', 'Export DNS lookups as CSV')).not.toBeNull();
  expect(fuzzyMatch('csv packets', 'Export DNS lookups as CSV')).toBeNull();
});

it('puts beginnings of words and runs before letters that are spread', () => {
  expect(order('dark', 'Download as markdown key', 'Dark theme')[0]).toBe('Dark theme');
  expect(order('ses', 'Redact addresses', 'Sessions')).toEqual(['Sessions', 'Redact addresses']);
  expect(order('light', 'Language: English, light…', 'Light theme')[0]).toBe('Light theme');
});
