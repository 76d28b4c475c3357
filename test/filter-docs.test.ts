/** docs/filter.md: every filter in it is understood, and its table is as the code is. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileDisplayFilter } from '#main/engine/filter/display-filter.ts';
import { ALIASES } from '#main/engine/filter/filter-fields.ts';
import { docBlocks } from './kit/doc-blocks.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../docs/filter.md'), 'utf8');
const filters = docBlocks(text).flatMap(({ info, body }) => (info === 'filters' ? body.trim().split('\n') : []));

describe('docs/filter.md', () => {
  it.each(filters)('%s', (filter) => {
    const compiled = compileDisplayFilter(filter);
    expect(compiled.ok ? null : compiled.failure.message).toBeNull();
  });

  it('shows a mistake as it is told', () => {
    const [shown] = docBlocks(text).filter(({ info }) => info === 'mistake');
    const compiled = compileDisplayFilter(shown!.body.split('\n')[1]!.trim());
    expect(compiled.ok ? null : compiled.failure.message).toBe(shown!.body.trimEnd());
  });

  it('has some', () => expect(filters.length).toBeGreaterThan(8));

  it('has every name of Wireshark’s that is understood', () => {
    const listed: Record<string, string> = {};
    for (const match of text.matchAll(/^\| (`.+`) \| `(\w+)`.* \|$/gm)) {
      for (const name of match[1]!.matchAll(/`([\w.]+)`/g)) listed[name[1]!] = match[2]!;
    }
    expect(listed).toEqual(ALIASES);
  });
});
