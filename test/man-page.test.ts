/** What packages bring along about the command line, made from the commands themselves: the man page and completions. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from 'commander';
import { createProgram } from '#main/headless/program.ts';
import { ROOT } from './kit/command-line.ts';

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const runs = (words: string): SpawnSyncReturns<string> => {
  const [program = '', ...args] = words.split(' ');
  return spawnSync(program, args, { encoding: 'utf8' });
};

let folder = '';
const at = (name: string): string => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-man-'));
  const made = spawnSync(process.execPath, ['packaging/man/generate.mjs', folder], { cwd: ROOT, encoding: 'utf8' });
  expect(made).toMatchObject({ status: 0, stderr: '' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Those that are run, not those that hold others. */
function leaves(command: Command, above: readonly string[]): { words: string; command: Command }[] {
  const words = [...above, command.name()];
  if (command.commands.length === 0) return [{ words: words.join(' '), command }];
  return command.commands.flatMap((inner) => leaves(inner, words));
}
const COMMANDS = leaves(
  createProgram(() => undefined),
  [],
);

/** As it is read, in one line. */
function rendered(): string {
  const { stdout, stderr } = spawnSync('man', ['--warnings', '-l', at('netloupe.1')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], MANWIDTH: '1000', LC_ALL: 'C.UTF-8', MAN_KEEP_FORMATTING: '' },
  });
  expect(stderr).toBe('');
  return stdout.replaceAll('‐', '-').replaceAll(/\s+/g, ' ');
}

describe('the man page', () => {
  it.skipIf(!has('man') || !has('groff'))(
    'has every command and option, and nothing that man or groff warns of',
    () => {
      const page = rendered();
      expect(COMMANDS.length).toBeGreaterThan(20);
      for (const { words, command } of COMMANDS) {
        expect(page).toContain(words);
        for (const { flags } of command.options) expect(page, words).toContain(flags.replaceAll(/[<>]/g, ''));
      }
      for (const heading of ['NAME', 'SYNOPSIS', 'EXIT STATUS', 'ENVIRONMENT', 'FILES', 'EXAMPLES']) {
        expect(page).toContain(` ${heading} `);
      }
      expect(runs(`groff -ww -man -Tutf8 -z ${at('netloupe.1')}`)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  it('says what each exit status means, as the code has them', () => {
    const codes = [
      ...readFileSync(path.join(ROOT, 'src/main/headless/exit-codes.ts'), 'utf8').matchAll(/EXIT_\w+ = (\d)/g),
    ];
    const [, section = ''] = /\.SH EXIT STATUS\n([\s\S]*?)\.SH /.exec(readFileSync(at('netloupe.1'), 'utf8')) ?? [];
    const said = [...section.matchAll(/^\\fB(\d)\\fR$/gm)].map(([, code]) => Number(code));
    expect(new Set(said)).toEqual(new Set(codes.map(([, code]) => Number(code))));
  });

  it('is the same whenever it is made', () => {
    expect(readFileSync(at('netloupe.1'), 'utf8')).toMatch(/^\.TH NETLOUPE 1 "" "netloupe \d/);
  });
});

describe.skipIf(!has('bash'))('completion in bash', () => {
  /** What is offered for the last of these words. */
  function offered(...words: readonly string[]): string[] {
    const list = ['netloupe', ...words].map((word) => `'${word}'`).join(' ');
    const script = `. '${at('bash/netloupe')}'; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _netloupe; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: folder });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  }

  it('offers commands, and captures beside them', () => {
    expect(offered('rea')).toEqual(['read']);
    expect(offered('')).toEqual(expect.arrayContaining(['capture', 'doctor', 'netloupe.1']));
    expect(offered('plugin', 'in')).toEqual(['install']);
    expect(offered('plugin', '')).toContain('update');
  });

  it('offers the options of the command, of each the values that it takes', () => {
    expect(offered('read', '--su')).toEqual(['--summary']);
    expect(offered('read', 'a.pcap', '--summary', '')).toEqual(['json', 'text']);
    expect(offered('plugin', 'new', '--la')).toEqual(['--lang']);
    expect(offered('plugin', 'new', 'x', '--lang', 'l')).toEqual(['lua']);
    expect(offered('read', '--config', 'netl')).toEqual(['netloupe.1']);
    expect(offered('capture', '--bpf', '')).toEqual([]);
    expect(offered('interfaces', '-')).toEqual(['--json', '--watch', '--help', '-h']);
  });

  it('knows every command and option', () => {
    for (const { words, command } of COMMANDS) {
      const [, ...inner] = words.split(' ');
      const options = command.options.map(({ long }) => long);
      expect(offered(...inner, '--'), words).toEqual(expect.arrayContaining(options));
    }
  });

  it.skipIf(!has('shellcheck'))('has nothing that shellcheck would say something about', () => {
    expect(runs(`shellcheck -s bash ${at('bash/netloupe')}`).stdout).toBe('');
  });
});

describe.skipIf(!has('fish'))('completion in fish', () => {
  function offered(line: string): string[] {
    const env = { PATH: process.env['PATH'], HOME: folder };
    const script = `source ${at('fish/netloupe.fish')}; complete -C '${line}'`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script], { encoding: 'utf8', env, cwd: folder });
    expect(stderr).toBe('');
    return stdout
      .split('\n')
      .filter((row) => row !== '')
      .map((row) => row.split('\t')[0] ?? '');
  }

  it('offers commands and the options and values of each', () => {
    expect(offered('netloupe rea')).toContain('read');
    expect(offered('netloupe plugin in')).toContain('install');
    expect(offered('netloupe read --su')).toEqual(['--summary']);
    expect(offered('netloupe read x --summary ')).toEqual(['json', 'text']);
  });
});

describe.skipIf(!has('zsh'))('completion in zsh', () => {
  /** What is run when the tabulator is pressed behind this, on a terminal of zsh's own making. */
  function completed(line: string): string {
    const script = [
      'zmodload zsh/zpty',
      "zpty shell 'zsh -f -i'",
      `zpty -w shell "PS1='> '; fpath=(${folder}/zsh \\$fpath); autoload -Uz compinit; compinit -u -D; netloupe() { print -r -- ran: \\$*: }; echo READ\\Y"`,
      "zpty -r -m shell seen '*READY*'",
      `zpty -w -n shell $'${line}\\t\\n'`,
      "zpty -r -m shell seen '*ran: *:*'",
      'print -r -- "$seen"',
      'zpty -d shell',
    ].join('\n');
    writeFileSync(at('try.zsh'), script);
    const { stdout } = spawnSync('zsh', ['-f', at('try.zsh')], { encoding: 'utf8', timeout: 30_000 });
    return /ran: (.*?) ?:/.exec(stdout)?.[1] ?? stdout;
  }

  it('is a function that zsh accepts, and completes a command', () => {
    expect(runs(`zsh -n ${at('zsh/_netloupe')}`)).toMatchObject({ status: 0, stderr: '' });
    expect(completed('netloupe doct')).toBe('doctor');
    expect(completed('netloupe plugin insta')).toBe('plugin install');
    expect(completed('netloupe read --summ')).toBe('read --summary');
  });
});
