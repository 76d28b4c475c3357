import { describe, expect, it } from 'vitest';
import { globsOf } from './globs.mjs';

describe('globs', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['example.com', 'www.example.com', false],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*example.com', 'example.com', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['A*.TEST', 'abc.test', true],
    ['*', '', true],
    ['**a**', 'bab', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a.c', 'abc', false],
  ])('%s on %s', (pattern, text, expected) => expect(globsOf([pattern])(text)).toBe(expected));

  it('match where any of several does, and never without any', () => {
    expect(globsOf(['x', 'y*'])('yes')).toBe(true);
    expect(globsOf([])('yes')).toBe(false);
  });

  it('end soon on patterns that would keep a backtracking matcher busy for years', () => {
    expect(globsOf([`${'*a'.repeat(100)}b`])('a'.repeat(253))).toBe(false);
  });
});
