import { describe, expect, it } from 'vitest';
import { FIRST_PIPELINE, freeName, inTextOrder, nameInText, offsetOf, placeText, renamed } from './pipeline-text.ts';

describe('the name of a file', () => {
  it.each([
    ['name: watch\nstages: []', 'watch'],
    ['# name: not this\nname:   "to-file"  # why\n', 'to-file'],
    ["description: x\nname: 'a_b'\n", 'a_b'],
    ['stages:\n  - stage: filter\n    name: inner\nname: outer', 'outer'],
    ['{"stages": [{"name": "inner"}], "name": "outer"}', 'outer'],
    ['{"name": "being-written", "stages": [', 'being-written'],
    ['stages:\n  - name: inner', null],
    ['name:\nstages: []', null],
    ['{"stages": []}', null],
    ['{"name": 3}', null],
    ['', null],
  ])('in %j', (text, name) => {
    expect(nameInText(text)).toBe(name);
  });
});

describe('a place in the text', () => {
  const text = 'one\ntwo\n\nfour';
  it.each([
    [1, 1, 0],
    [2, 1, 4],
    [2, 3, 6],
    [3, 1, 8],
    [4, 2, 10],
    [2, 99, 7],
    [99, 1, 9],
  ])('line %i, column %i', (line, column, offset) => {
    expect(offsetOf(text, line, column)).toBe(offset);
  });

  it('is written as editors write it', () => {
    expect(placeText({ line: 3, column: 5 })).toBe('3:5');
    expect(placeText({ line: 3, column: null })).toBe('3');
    expect(placeText({ line: null, column: null })).toBe('');
  });
});

it('lists mistakes as they stand in the text', () => {
  const at = (line: number | null, column: number | null) => ({ path: '', message: '', line, column });
  expect(inTextOrder([at(3, 2), at(1, 9), at(null, null), at(3, 1)])).toEqual([
    at(null, null),
    at(1, 9),
    at(3, 1),
    at(3, 2),
  ]);
});

describe('another name', () => {
  it.each([
    ['# a\nname: watch # the name\nstages: []', '# a\nname: other # the name\nstages: []'],
    ['name: "a.b"\n', 'name: other\n'],
    ['{"stages": [{"name": "inner"}], "name": "outer"}', '{"stages": [{"name": "inner"}], "name": "other"}'],
    ['stages: []', 'stages: []'],
  ])('for %j', (text, changed) => {
    expect(renamed(text, 'other')).toBe(changed);
  });

  it('is one that is free', () => {
    expect(freeName('watch', [])).toBe('watch');
    expect(freeName('watch', ['watch', 'watch-2'])).toBe('watch-3');
  });

  it('can be given to the first pipeline', () => {
    expect(nameInText(renamed(FIRST_PIPELINE, 'mine'))).toBe('mine');
  });
});
