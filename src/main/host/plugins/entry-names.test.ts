import { describe, expect, it } from 'vitest';
import { entryNameProblem, EntryNames, isLeftOut, quoted } from './entry-names.ts';

describe('names in a package', () => {
  it.each([
    'main.lua',
    'lib/deep/er/x.mjs',
    'Größe.txt',
    '名前.lua',
    'a b.txt',
    '..hidden',
    'con-text.lua',
    '.luarc.json',
  ])('may be %s', (name) => {
    expect(entryNameProblem(name)).toBeNull();
  });

  it.each([
    ['../x', /leads out/],
    ['a/../../x', /leads out/],
    ['..', /leads out/],
    ['/etc/passwd', /absolute/],
    ['C:\\x', /backslash/],
    ['C:x', /drive/],
    ['a\\..\\b', /backslash/],
    ['a\0.lua', /NUL/],
    ['a//b', /empty part/],
    ['./a', /empty part/],
    ['', /empty part/],
    ['main.lua:stream', /not every system/],
    ['a*b', /not every system/],
    ['a\u001Bb', /not every system/],
    ['gpl\u202Eexe.lua', /not every system/],
    ['\uFFFD.lua', /not every system/],
    ['main.lua.', /ends with a point/],
    ['lib /x', /ends with a point or a space/],
    ['aux', /device/],
    ['lib/NUL.txt', /device/],
    ['Com1.lua', /device/],
    [`${'a/'.repeat(20)}b`, /folders deep/],
    ['a'.repeat(181), /more than 180/],
  ])('may not be %j', (name, problem) => {
    expect(entryNameProblem(name)).toMatch(problem);
  });

  it.each([
    [['a.lua', 'a.lua'], 'is there twice'],
    [['a.lua', 'A.LUA'], /same name as “a\.lua”/],
    [['é.lua', 'e\u0301.lua'], /same name/],
    [['ﬁ.lua', 'fi.lua'], /same name/],
    [['straße', 'STRASSE'], /same name/],
    [['lib/a', 'Lib/b'], /same name as “lib”/],
    [['lib', 'lib/a'], 'is both a file and a folder'],
    [['lib/a', 'lib'], 'is both a file and a folder'],
  ])('may not fall together on any system: %j', (names, problem) => {
    const seen = new EntryNames();
    const found = names.map((name) => seen.add(name, 'file'));
    expect(found.slice(0, -1)).toEqual(found.slice(0, -1).map(() => null));
    expect(found.at(-1)).toMatch(problem);
  });

  it('may name a folder again, as zips do', () => {
    const seen = new EntryNames();
    expect([seen.add('lib', 'folder'), seen.add('lib/a', 'file'), seen.add('lib', 'folder')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('of version control and file managers are left out', () => {
    expect(['.git/config', 'a/.DS_Store', '__MACOSX/._main.lua', '._x', '.hg'].every(isLeftOut)).toBe(true);
    expect(['.gitignore', 'git/x', 'node_modules/a.js', '.luarc.json'].some(isLeftOut)).toBe(false);
  });

  it('are shown so that they are nothing but text', () => {
    expect(quoted('a\u001B[31m\u202Eb\n')).toBe('“a\\u001b[31m\\u202eb\\n”');
    expect(quoted('x'.repeat(300))).toHaveLength(103);
  });
});
