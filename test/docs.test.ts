/** What README.md and docs/formats.md promise is run: commands, columns, settings, reasons. Needs a build. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import { DEFAULT_SETTINGS, parseSettings } from '#contract/settings.ts';
import { UNDECODED_REASONS } from '#main/engine/decode/reasons.ts';
import { blocks } from './kit/doc-blocks.ts';

const project = path.resolve(import.meta.dirname, '..');
const readme = readFileSync(path.join(project, 'README.md'), 'utf8');
const formats = readFileSync(path.join(project, 'docs', 'formats.md'), 'utf8');

describe('the commands in README.md', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-docs-'));
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(path.join(project, 'bin', 'netloupe.mjs'), path.join(bin, 'netloupe'));
  symlinkSync(path.join(project, 'samples'), path.join(folder, 'samples'), 'dir');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const commands = blocks(readme, 'sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('netloupe '));
  const run = (line: string): string =>
    execFileSync('sh', ['-c', line], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
    });

  it.each(commands.filter((line) => !line.includes('doctor')))('%s', (line) => {
    const output = run(line);
    const files = [...line.matchAll(/ (\w+\.(?:csv|jsonl))/g)].map((match) => path.join(folder, match[1]!));
    for (const file of files) expect(statSync(file).size, file).toBeGreaterThan(1000);
    if (files.length === 0) expect(output.length).toBeGreaterThan(100);
  });

  it('are several, and name every command there is', () => {
    expect(commands.length).toBeGreaterThanOrEqual(4);
    const help = run('netloupe --help');
    const named = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}(\w+)/gm)].map((match) => match[1]!);
    for (const command of named) expect(readme).toContain(`netloupe ${command}`);
  });
});

describe('docs/formats.md', () => {
  it('names every column of every record', () => {
    for (const column of [...SESSION_COLUMNS, ...PACKET_COLUMNS, ...DNS_COLUMNS]) {
      expect(formats).toMatch(new RegExp(`[\`, \n]${column}[\`,. \n]`));
    }
  });

  it('shows the settings with their defaults', () => {
    const [yaml] = blocks(formats, 'yaml');
    const parsed = parseSettings(parse(yaml!));
    expect(parsed).toEqual({ ok: true, value: DEFAULT_SETTINGS });
    expect(parse(yaml!)).toEqual(DEFAULT_SETTINGS);
  });

  it('names every reason for not decoding a packet', () => {
    for (const { name } of UNDECODED_REASONS) expect(formats).toContain(`\`${name}\``);
  });
});
