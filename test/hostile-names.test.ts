/**
 * Names that somebody chose in order to do harm, through the command line: what people read has nothing in it that a terminal obeys, what
 * programs read has all of it, and spreadsheets run none of it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileCapture, hostileSessions } from '../e2e/kit/hostile-capture.ts';
import { HOSTILE_TEXTS, NEVER_RAW } from '../e2e/kit/hostile-texts.ts';
import { CommandLine } from './kit/command-line.ts';

const ALL = Object.entries(HOSTILE_TEXTS);
const WORST = ['element', 'turned', 'colours', 'unseen'].map((name) => HOSTILE_TEXTS[name]!).join('');
/** A file may be called anything but that. */
const FILE = `${WORST.replaceAll('/', '_')}.pcapng`;
/** Sessions that somebody exported, with texts as they are. */
const ROWS = `${FILE}.jsonl`;

const cli = new CommandLine();
afterAll(() => cli.dispose());
beforeAll(() => {
  writeFileSync(cli.at(FILE), hostileCapture(WORST));
  cli.run(['read', FILE, '--sessions', 'read.jsonl']);
  writeFileSync(cli.at(ROWS), hostileSessions(readFileSync(cli.at('read.jsonl'), 'utf8')));
});

/** Cells of a CSV as RFC 4180 has it. */
function cells(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

function column(csv: string, name: string): string[] {
  const [head, ...rows] = cells(csv);
  const at = head!.indexOf(name);
  return rows.map((row) => row[at]!);
}

describe('what people read', () => {
  it.each([
    ['a summary', ['read', FILE, '--summary', 'text']],
    ['what was left out, beside rows', ['read', FILE, '--sessions', 's.csv']],
    ['progress', ['read', FILE, '--progress', '--sessions', 's.csv']],
    ['a comparison', ['compare', FILE, ROWS]],
    ['a comparison of names', ['compare', ROWS, FILE, '--by', 'name']],
    ['a file that is not there', ['read', `no-${FILE}`]],
    ['a command that there is not', [WORST]],
    ['an option that there is not', ['read', `--${WORST}`]],
    ['a filter that is wrong', ['read', FILE, '--filter', `${WORST} =`]],
    ['settings that are wrong', ['read', FILE, '--config', FILE]],
    ['a plugin that there is not', ['read', FILE, '--plugin', WORST]],
    ['a plugin to be installed', ['plugin', 'install', FILE]],
    ['a pipeline that is wrong', ['pipeline', 'check', FILE]],
    ['rules that are wrong', ['rules', 'check', FILE]],
    ['SQL that is wrong', ['query', WORST, '--history', WORST]],
    ['interfaces', ['interfaces']],
    ['doctor', ['doctor']],
  ])('has nothing in it that a terminal obeys: %s', (_what, args) => {
    const { stdout, stderr } = cli.run(args);
    expect(stdout + stderr).not.toBe('');
    for (const text of [stdout, stderr]) expect(JSON.stringify(text.match(NEVER_RAW))).toBe('null');
  });

  it('has neither in what plugins say, nor in the question before one is installed', () => {
    const manifest = {
      name: 'harmful',
      version: '1.0.0',
      language: 'js',
      author: WORST.slice(0, 150),
      description: WORST,
    };
    mkdirSync(cli.at('harmful'));
    cli.write('harmful/plugin.json', JSON.stringify(manifest));
    cli.write(
      'harmful/main.mjs',
      `const texts = ${JSON.stringify(ALL.map(([, text]) => text))};
       export function init(context) {
         for (const text of texts) {
           context.log.warn(text);
           context.emit_alert({ severity: 'high', title: text.slice(0, 100) || 'x', message: text });
         }
       }
       export function receiver() {}`,
    );
    const asked = cli.run(['plugin', 'install', 'harmful']);
    expect(asked.stderr).toContain('‹U+202E›');
    const ran = cli.run(['read', FILE, '--plugin', 'harmful']);
    expect(ran.stderr).toContain('‹U+001B›');
    for (const text of [asked.stderr, asked.stdout, ran.stderr]) {
      expect(JSON.stringify(text.match(NEVER_RAW))).toBe('null');
    }
    // A title with a line of its own does not look like ours.
    expect(ran.stderr).not.toMatch(/^netloupe: two/m);
  });
});

describe('what programs read', () => {
  it('is exact in JSON lines and Parquet, whatever the texts are', () => {
    expect(cli.run(['read', ROWS, '--sessions', 'all.jsonl']).status).toBe(0);
    const rows = readFileSync(cli.at('all.jsonl'), 'utf8').trimEnd().split('\n');
    const hosts = rows.map((row) => (JSON.parse(row) as { hostname: string }).hostname);
    expect(hosts.toSorted()).toEqual(ALL.map(([, text]) => text).toSorted());
    expect(cli.run(['read', ROWS, '--sessions', 'all.parquet']).status).toBe(0);
    expect(cli.run(['read', 'all.parquet', '--sessions', 'again.jsonl']).status).toBe(0);
    const again = readFileSync(cli.at('again.jsonl'), 'utf8').trimEnd().split('\n');
    expect(again.map((row) => (JSON.parse(row) as { hostname: string }).hostname).toSorted()).toEqual(hosts.toSorted());
  });

  it('is exact in CSV but for the apostrophe before what a spreadsheet would run', () => {
    expect(cli.run(['read', ROWS, '--sessions', 'all.csv']).status).toBe(0);
    const shown = column(readFileSync(cli.at('all.csv'), 'utf8'), 'hostname');
    const expected = ALL.map(([, text]) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
    expect(shown.toSorted()).toEqual(expected.toSorted());
  });

  it.each(['sessions', 'packets', 'dns'])('has no name of a packet that is more than visible ASCII: %s', (table) => {
    expect(cli.run(['read', FILE, `--${table}`, `${table}.csv`]).status).toBe(0);
    const text = readFileSync(cli.at(`${table}.csv`), 'utf8');
    const rows = cells(text);
    expect(rows.length).toBeGreaterThan(20);
    const [head] = rows;
    for (const row of rows.slice(1)) {
      for (const [at, cell] of row.entries()) {
        expect(cell, head![at]).not.toMatch(/^[=+@\t\r]|^-[^\d]/);
        // The interface's name is the file's, which says it as it is.
        if (head![at] !== 'interface') expect(cell, head![at]).toMatch(/^[ -~]*$/);
      }
    }
  });

  it('tells every octet of a name apart', () => {
    cli.run(['read', FILE, '--dns', 'all.jsonl']);
    const rows = readFileSync(cli.at('all.jsonl'), 'utf8').trimEnd().split('\n');
    const names = rows.map((row) => (JSON.parse(row) as { query: string }).query).join(' ');
    for (let octet = 0; octet < 256; octet++) {
      const escaped = `\\${String(octet).padStart(3, '0')}`;
      const shown = octet > 0x20 && octet < 0x7f ? String.fromCharCode(octet) : escaped;
      expect(names, String(octet)).toContain(shown);
    }
  });
});
