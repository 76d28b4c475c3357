import { expect, it } from 'vitest';
import type { FilterSuggestions } from '#contract/views/filter.ts';
import { filterOptions, piecesThatHold } from './filter-options.ts';

const suggested = (from: number, to: number, ...inserts: string[]): FilterSuggestions => ({
  kind: 'value',
  from,
  to,
  items: inserts.map((insert) => ({ insert, label: insert, detail: null, count: 3 })),
  counted: 10,
  held: 10,
});

it('takes over a suggestion in place of what it completes, and goes on behind it', () => {
  const [option] = filterOptions('port 4 and x', suggested(5, 6, '443'), [], []);
  expect(option).toMatchObject({ text: 'port 443 and x', cursor: 9 });
  const [last] = filterOptions('po', suggested(0, 2, 'port'), [], []);
  expect(last).toMatchObject({ text: 'port ', cursor: 5 });
});

it('does not offer what stands there already', () => {
  expect(filterOptions('port 443', suggested(5, 8, '443', '4433'), [], []).map(({ label }) => label)).toEqual(['4433']);
});

it('offers filters that were used while there is none, saved ones first and once', () => {
  const saved = [{ name: 'web', text: 'port 443' }];
  const options = filterOptions('', null, saved, ['icmp', 'port 443']);
  expect(options.map(({ kind, label, text }) => [kind, label, text])).toEqual([
    ['saved', 'web', 'port 443'],
    ['recent', 'icmp', 'icmp'],
  ]);
  expect(filterOptions('x', null, saved, ['icmp'])).toEqual([]);
});

it('keeps the colours of what was not changed', () => {
  const pieces = [
    { at: 0, length: 4, kind: 'field' as const },
    { at: 5, length: 3, kind: 'value' as const },
  ];
  expect(piecesThatHold(pieces, 'port 443', 'port 443')).toEqual(pieces);
  expect(piecesThatHold(pieces, 'port 443', 'port 44')).toEqual([pieces[0]]);
  expect(piecesThatHold(pieces, 'port 443', 'xport 443')).toEqual([]);
});
