import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a folder is made with those above it, for whom it is meant, and may be there already', () => {
  const deep = path.join(folder, 'a', 'b', 'c');
  makeFolder(deep, 0o700);
  makeFolder(deep, 0o700);
  expect(statSync(deep).mode & 0o777).toBe(0o700);
  expect(statSync(path.dirname(deep)).mode & 0o777).toBe(0o700);
});

it('a file in the way is an error', () => {
  writeFileSync(path.join(folder, 'file'), 'x');
  expect(() => makeFolder(path.join(folder, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(path.join(folder, 'file', 'below'))).toThrow('ENOTDIR');
});

it('a file system in which nothing can be made is an error and not a loop', ({ skip }) => {
  if (!existsSync('/proc/self')) skip('there is no /proc');
  expect(() => makeFolder('/proc/netloupe/plugins')).toThrow('ENOENT');
});
