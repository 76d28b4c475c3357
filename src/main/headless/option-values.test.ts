import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { collect, durationMs, outputTarget, token } from './option-values.ts';

describe('option values', () => {
  it.each([
    ['10s', 10_000],
    ['10', 10_000],
    ['1.5m', 90_000],
    ['500ms', 500],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['10 s', 10_000],
  ])('takes the duration %s', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it.each(['', '0', '0s', '-1s', 'soon', '10  s', '25d', '1e3', '600h', '0.1ms'])(
    'refuses the duration "%s"',
    (text) => {
      expect(() => durationMs(text)).toThrow(InvalidArgumentError);
    },
  );

  it.each([
    ['-', 'csv'],
    ['a.csv', 'csv'],
    ['a.CSV', 'csv'],
    ['a.b/c.jsonl', 'jsonl'],
    ['a.parquet', 'parquet'],
    ['/dev/null', 'csv'],
  ])('takes the format of %s from its suffix', (text, format) => {
    expect(outputTarget(text)).toEqual({ path: text, format });
  });

  it.each(['a', 'a.txt', 'folder.csv/x', ''])('refuses the output "%s"', (text) => {
    expect(() => outputTarget(text)).toThrow(InvalidArgumentError);
  });

  it('collects repeated options in order', () => {
    expect(collect('b', collect('a', undefined))).toEqual(['a', 'b']);
  });

  it('wants a token that is hard to guess and fits a cookie', () => {
    expect(token('0123456789abcdef')).toBe('0123456789abcdef');
    for (const bad of ['short', 'with space in between it', 'ümlaute-sind-nicht-erlaubt', 'x'.repeat(300)]) {
      expect(() => token(bad)).toThrow(InvalidArgumentError);
    }
  });
});
