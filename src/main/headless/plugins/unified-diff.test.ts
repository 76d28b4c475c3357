import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const names = { before: 'a', after: 'b' };
const lines = (text: string): string[] => (text === '' ? [] : text.split(' '));

describe('the unified diff', () => {
  it('is empty where nothing differs', () => {
    expect(unifiedDiff(['a', 'b'], ['a', 'b'], names)).toBe('');
    expect(unifiedDiff([], [], names)).toBe('');
  });

  it('shows changes with three lines around them', () => {
    expect(unifiedDiff(lines('1 2 3 4 5 6 7 8 9'), lines('1 2 3 4 x 6 7 8 9'), names)).toBe(
      '--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n',
    );
  });

  it('shows what is there on one side only', () => {
    expect(unifiedDiff([], lines('x y'), names)).toBe('--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n');
    expect(unifiedDiff(lines('x'), [], names)).toBe('--- a\n+++ b\n@@ -1,1 +0,0 @@\n-x\n');
  });

  it('gives up on finding the shortest way through texts that have nothing in common', () => {
    const many = (prefix: string): string[] => Array.from({ length: 5000 }, (_, i) => `${prefix}${i}`);
    const diff = unifiedDiff(many('a'), many('b'), names).split('\n');
    expect(diff).toHaveLength(3 + 10_000 + 1);
  });
});

/** `patch` is the judge: what we print must turn one file into the other. */
describe.skipIf(spawnSync('patch', ['--version']).error !== undefined)('as patch reads it', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'netloupe-diff-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('turns any text into any other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff(before, after, names);
        if (diff === '') {
          expect(before).toEqual(after);
          return;
        }
        const file = path.join(folder, 'a');
        const result = path.join(folder, 'b');
        writeFileSync(file, before.map((line) => `${line}\n`).join(''));
        const run = spawnSync('patch', ['-s', '-o', '-', file], { input: diff, encoding: 'utf8', cwd: folder });
        rmSync(result, { force: true });
        expect(run.status, `${run.stderr}\n${diff}`).toBe(0);
        expect(run.stdout).toBe(after.map((line) => `${line}\n`).join(''));
      }),
      { numRuns: 100 },
    );
  });
});
