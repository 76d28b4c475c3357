/** What the launcher of packages starts, seen through a program that stands in for the app and says what it was given. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '#main/headless/program.ts';
import { ROOT } from './kit/command-line.ts';

const LAUNCHER = path.join(ROOT, 'packaging/launcher/netloupe');
const hasShell = process.platform !== 'win32' && existsSync('/bin/sh');
const isRoot = process.getuid?.() === 0;

describe.skipIf(!hasShell)('the launcher', () => {
  let folder = '';
  let launcher = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'netloupe-launcher-'));
    chmodSync(folder, 0o755);
    for (const name of ['usr/bin', 'usr/lib/netloupe', 'here']) mkdirSync(path.join(folder, name), { recursive: true });
    launcher = path.join(folder, 'usr/bin/netloupe');
    copyFileSync(LAUNCHER, launcher);
    const app = path.join(folder, 'usr/lib/netloupe/netloupe-desktop');
    writeFileSync(app, '#!/bin/sh\nfor word in "$@"; do echo "$word"; done\nexit 4\n', { mode: 0o755 });
    for (const name of ['a.pcap', 'b c.pcap', 'read', '-x.pcap']) writeFileSync(path.join(folder, 'here', name), '');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** As an ordinary user, whoever runs the test. */
  function start(args: readonly string[], display: boolean, asRoot = false): string[] {
    const user = isRoot && !asRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [program, ...before] = [...user, launcher];
    const { status, stdout, stderr } = spawnSync(program, [...before, ...args], {
      encoding: 'utf8',
      cwd: path.join(folder, 'here'),
      env: { PATH: process.env['PATH'], ...(display && { DISPLAY: ':9' }) },
    });
    expect(stderr).toBe('');
    expect(status).toBe(4);
    return stdout.split('\n').slice(0, -1);
  }

  /** Null: the desktop app was opened. */
  function commandOf(started: readonly string[]): readonly string[] | null {
    if (!started.includes('--netloupe-command-line')) return null;
    return started.slice(started.indexOf('--') + 1);
  }

  it('opens the desktop app, alone or with captures that are there', () => {
    expect(start([], true)).toEqual([]);
    expect(start(['a.pcap'], true)).toEqual(['a.pcap']);
    expect(start(['a.pcap', 'b c.pcap', '.'], true)).toEqual(['a.pcap', 'b c.pcap', '.']);
    expect(start(['--minimised'], true)).toEqual(['--minimised']);
  });

  it('leaves to the command line what is no capture, and everything where there is no display', () => {
    for (const args of [['missing.pcap'], ['--help'], ['-x.pcap'], ['--version'], ['--no-sandbox', 'a.pcap'], ['']]) {
      expect(commandOf(start(args, true)), args.join(' ')).toEqual(args);
    }
    for (const args of [[], ['a.pcap'], ['b c.pcap', '']]) expect(commandOf(start(args, false))).toEqual(args);
  });

  it.skipIf(!isRoot)('leaves everything to the command line for root, whom Chromium refuses', () => {
    expect(commandOf(start([], true, true))).toEqual([]);
    expect(commandOf(start(['a.pcap'], true, true))).toEqual(['a.pcap']);
  });

  it('knows every command by name, also where a file is called like one', () => {
    const names = createProgram(() => undefined).commands.map((command) => command.name());
    expect(names).toContain('read');
    for (const name of names) {
      writeFileSync(path.join(folder, 'here', name), '');
      expect(commandOf(start([name], true)), name).toEqual([name]);
    }
  });

  it('needs neither display, graphics nor the sandbox for a command, and hands its words over as they are', () => {
    const words = ['read', 'b c.pcap', '--filter', 'host ~ "a$b"', '--', '*'];
    const started = start(words, true);
    const switches = started.slice(0, started.indexOf('--'));
    expect(switches).toEqual(
      expect.arrayContaining(['--ozone-platform=headless', '--no-sandbox', '--disable-gpu', '--netloupe-command-line']),
    );
    expect(commandOf(started)).toEqual(words);
  });

  it('is found through a link, and says where it looked for an app that is not there', () => {
    symlinkSync(launcher, path.join(folder, 'here', 'linked'));
    const linked = spawnSync(path.join(folder, 'here', 'linked'), ['--version'], { encoding: 'utf8' });
    expect(commandOf(linked.stdout.split('\n').slice(0, -1))).toEqual(['--version']);
    const alone = path.join(folder, 'here', 'alone');
    copyFileSync(LAUNCHER, alone);
    const { status, stderr } = spawnSync(alone, ['--version'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('netloupe: netloupe-desktop is neither in');
    expect(stderr).toContain('Install netloupe again');
  });

  const shellcheck = spawnSync('shellcheck', ['--version']).status === 0;
  it.skipIf(!shellcheck)('has nothing that shellcheck would say something about', () => {
    expect(spawnSync('shellcheck', [LAUNCHER], { encoding: 'utf8' }).stdout).toBe('');
  });
});
