/** The tables in docs/history.md are those that there are; written anew by `npx vitest run --mode write test/history-schema-docs.test.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import { PROJECT } from './kit/plugin-world.ts';

const file = path.join(PROJECT, 'docs', 'history.md');
const START = '<!-- tables: made from src/contract/history/schema.ts -->';
const END = '<!-- /tables -->';

function tablesText(): string {
  const tables = Object.entries(HISTORY_TABLES).map(([table, columns]) => {
    const rows = columns.map(({ name, type, meaning }) => `| \`${name}\` | ${type} | ${meaning} |`);
    return [`**\`${table}\`**`, '', '| column | type | what it is |', '| --- | --- | --- |', ...rows].join('\n');
  });
  return tables.join('\n\n');
}

it('docs/history.md has the tables and columns that there are', () => {
  const document = readFileSync(file, 'utf8');
  const [before, rest = ''] = document.split(START);
  const [, after] = rest.split(END);
  expect(after, 'its markers').toBeDefined();
  const made = `${before}${START}\n\n${tablesText()}\n\n${END}${after}`;
  // Formatting aligns the columns of tables.
  const plain = (text: string): string => text.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---');
  if (import.meta.env.MODE === 'write') writeFileSync(file, made);
  else expect(plain(document)).toBe(plain(made));
});
