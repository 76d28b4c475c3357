import { expect, it } from 'vitest';
import { CategoryLooks, COLOURS, UNKNOWN } from './category-looks.ts';

it('gives a category the same colour whatever it is shown with', () => {
  const looks = new CategoryLooks();
  const [tls] = looks.of('service', ['tls', 'dns', 'gopher', null]);
  const [, own] = looks.of('service', ['x', 'gopher']);
  expect(looks.of('service', ['dns', 'tls', 'irc'])[1]).toEqual(tls);
  expect(looks.of('service', ['gopher'])).toEqual([own]);
  expect(looks.of('service', [null])).toEqual([UNKNOWN]);
});

it('gives those that are shown together different ones, as far as there are any', () => {
  const looks = new CategoryLooks();
  const seven = looks.of('host', ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(new Set(seven.map(({ slot }) => slot)).size).toBe(COLOURS);
  expect(seven.some(({ crossed }) => crossed)).toBe(false);
});

it('tells two that share a colour apart', () => {
  const looks = new CategoryLooks();
  const eight = looks.of('host', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  expect(new Set(eight.map(({ slot, crossed }) => `${slot} ${crossed}`)).size).toBe(8);
});
