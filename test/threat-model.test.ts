/** Tests that the threat model and SECURITY.md name are there, under those names. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const DOCUMENTS = ['docs/threat-model.md', 'SECURITY.md'];
/** A path of a test or of a folder of tests, or a title in quotes (or behind a colon or comma, slanted), which belongs to the path before it. */
const NAMED = /`((?:test|e2e|fuzz|src|packaging|plugins)\/[\w./-]+)`|“([^”\n]+)”|(?<=[:,] )\*([^*\n]+)\*/g;

interface Named {
  readonly file: string;
  readonly titles: readonly string[];
}

function namedIn(text: string): Named[] {
  const found: { file: string; titles: string[] }[] = [];
  for (const [, file, quoted, slanted] of text.matchAll(NAMED)) {
    const title = quoted ?? slanted;
    if (file !== undefined) found.push({ file, titles: [] });
    else if (title !== undefined) found.at(-1)?.titles.push(title);
  }
  return found;
}

const isTest = (file: string): boolean => /\.(?:test|spec)\.ts$/.test(file);

describe.each(DOCUMENTS)('%s', (document) => {
  const named = namedIn(readFileSync(path.join(ROOT, document), 'utf8'));

  it('names tests', () => {
    expect(named.filter(({ file }) => isTest(file)).length).toBeGreaterThan(document === 'SECURITY.md' ? 2 : 20);
  });

  it('names only what is there', () => {
    const missing: string[] = [];
    for (const { file, titles } of named) {
      const at = path.join(ROOT, file);
      if (!existsSync(at)) missing.push(file);
      else if (isTest(file) && statSync(at).isFile()) {
        const source = readFileSync(at, 'utf8').replaceAll("\\'", "'");
        missing.push(...titles.filter((title) => !source.includes(title)).map((title) => `${file}: ${title}`));
      }
    }
    expect(missing).toEqual([]);
  });
});

it('a name that is not there is noticed', () => {
  const text = 'See `test/threat-model.test.ts` “a name that is not there is noticed”, `src/nowhere.test.ts`: *x*.';
  expect(namedIn(text)).toEqual([
    { file: 'test/threat-model.test.ts', titles: ['a name that is not there is noticed'] },
    { file: 'src/nowhere.test.ts', titles: ['x'] },
  ]);
});
