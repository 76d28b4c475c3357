/** `netloupe read` on every capture of the corpus, when it is beside the checkout: counts as tshark's, and never a crash. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const NETLOUPE = path.resolve(import.meta.dirname, '../bin/netloupe.mjs');
const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
const SUPPORTED = new Set(['ETHERNET', 'NULL', 'LOOP', 'RAW', 'RAW(12)', 'IPV4', 'IPV6', 'LINUX_SLL', 'LINUX_SLL2']);

interface Entry {
  readonly file: string;
  readonly linkTypes: readonly string[];
  readonly reading: string;
}

function entries(): Entry[] {
  if (!existsSync(CORPUS)) return [];
  const [header, ...lines] = readFileSync(path.join(CORPUS, 'INDEX.tsv'), 'utf8').trimEnd().split('\n');
  const names = header?.split('\t') ?? [];
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    return { file: cell('file'), linkTypes: cell('linktype').split('+'), reading: cell('reading') };
  });
}

interface Expectation {
  readonly packets: number | null;
  readonly packets_range?: readonly [number, number];
}

describe.skipIf(!existsSync(CORPUS))('reading the corpus from the command line', () => {
  it.each(entries())('$file', ({ file, linkTypes, reading }) => {
    const run = spawnSync(process.execPath, [NETLOUPE, 'read', path.join(CORPUS, file), '--summary', 'json'], {
      encoding: 'utf8',
    });
    expect(run.signal).toBeNull();
    expect(run.stderr).not.toMatch(/^\s+at .+:\d+/m);
    if (reading === 'may-refuse' && run.status === 3) {
      expect(run.stderr).toContain(file);
      expect(run.stdout).toBe('');
      return;
    }
    if (reading === 'damaged') {
      expect([3, 4]).toContain(run.status);
      expect(run.stderr).toMatch(/byte \d+|version/);
      if (run.status === 3) return;
    } else expect(run.status).toBe(0);
    const supported = linkTypes.every((name) => SUPPORTED.has(name));
    if (!supported) return;
    const expected = JSON.parse(readFileSync(path.join(CORPUS, 'expected', `${file}.json`), 'utf8')) as Expectation;
    const { packets } = JSON.parse(run.stdout) as { packets: number };
    const [least, most] = expected.packets_range ?? [expected.packets ?? Number.NaN, expected.packets ?? Number.NaN];
    expect(packets).toBeGreaterThanOrEqual(least);
    expect(packets).toBeLessThanOrEqual(most);
  });
});
