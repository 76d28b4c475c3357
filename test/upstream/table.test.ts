/** The table in docs/spec/upstream-behaviour.md and the tests that it names are one to one. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const table = readFileSync(path.resolve(import.meta.dirname, '../../docs/spec/upstream-behaviour.md'), 'utf8');
const rows = [...table.matchAll(/^\| (U\d\.\d+) .*\| `([\w-]+\.test\.ts)`[^|]*\|$/gm)].map(
  ([, rule, file]) => `${rule} ${file}`,
);

it('every rule of the table has a test in the file that it names, and every test a rule', () => {
  const tested = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts') && file !== path.basename(import.meta.filename))
    .flatMap((file) => {
      const text = readFileSync(path.join(import.meta.dirname, file), 'utf8');
      return [...text.matchAll(/it\('\[(U\d\.\d+)\]/g)].map(([, rule]) => `${rule} ${file}`);
    });
  expect(rows.length).toBeGreaterThan(40);
  expect([...new Set(tested)].toSorted()).toEqual(rows.toSorted());
});
