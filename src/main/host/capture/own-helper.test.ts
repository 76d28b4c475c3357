import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { helperArguments } from './helper-child.ts';
import { dropsFrom, endFailure, startFailure, warningsFrom } from './helper-failures.ts';
import { findOwnHelper, ownHelperState } from './own-helper.ts';
import { permissionRemedy } from './permission-remedy.ts';

const mayChown = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!mayChown)('the helper that is installed', () => {
  // Beside the system's own folders: those above must belong to root alone, which the folder for temporary files does not.
  const base = mkdtempSync('/var/lib/netloupe-test-');
  chmodSync(base, 0o755);
  afterAll(() => rmSync(base, { recursive: true }));

  function install(name: string, script: string = 'exit 0'): string {
    const file = path.join(base, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  }

  it('is used if it says that it may capture, and only then', async () => {
    const works = install('works', '[ "$*" = --check ]');
    expect(ownHelperState(works)).toBe('runnable');
    expect(await findOwnHelper(works)).toBe(works);
    expect(await findOwnHelper(install('may-not', 'exit 5'))).toBeNull();
    expect(ownHelperState(path.join(base, 'missing'))).toBe('absent');
    expect(await findOwnHelper(path.join(base, 'missing'))).toBeNull();
  });

  it('is given nothing of the environment', async () => {
    const script = '[ -z "$NETLOUPE_TEST_SECRET" ]';
    process.env['NETLOUPE_TEST_SECRET'] = 'x';
    try {
      expect(await findOwnHelper(install('environment', script))).not.toBeNull();
    } finally {
      delete process.env['NETLOUPE_TEST_SECRET'];
    }
  });

  it('is not run where anybody but root could have put it there', async () => {
    const marker = path.join(base, 'was-run');
    const script = `touch ${marker}`;
    const foreign = install('foreign', script);
    chownSync(foreign, 12_345, 0);
    const writable = install('writable', script);
    chmodSync(writable, 0o775);
    const target = install('target', script);
    symlinkSync(target, path.join(base, 'link'));
    mkdirSync(path.join(base, 'open'), { mode: 0o755 });
    const within = install('open/within', script);
    chmodSync(path.join(base, 'open'), 0o777);
    const temporary = mkdtempSync(path.join(tmpdir(), 'netloupe-own-'));
    const elsewhere = path.join(temporary, 'helper');
    writeFileSync(elsewhere, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    for (const file of [foreign, writable, path.join(base, 'link'), within, elsewhere, base]) {
      expect(ownHelperState(file), file).toBe('untrusted');
      expect(await findOwnHelper(file)).toBeNull();
    }
    expect(ownHelperState(marker)).toBe('absent');
    rmSync(temporary, { recursive: true });
  });
});

it('is told by its own arguments what to capture', () => {
  const request = {
    interfaces: ['eth0'],
    bpf: 'udp port 9',
    promiscuous: false,
    snaplen: 96,
    bufferBytes: 2 * 1024 * 1024,
  };
  expect(helperArguments('netloupe-capture', 'eth0', request)).toEqual([
    '-i',
    'eth0',
    '-s',
    '96',
    '-B',
    '2048',
    '-f',
    'udp port 9',
    '-p',
  ]);
  const most = { ...request, bpf: null, promiscuous: true, snaplen: 10_000_000, bufferBytes: 2 ** 40 };
  expect(helperArguments('netloupe-capture', 'eth0', most)).toEqual(['-i', 'eth0', '-s', '262144', '-B', '1048576']);
  expect(helperArguments('netloupe-capture', 'eth0', { ...most, bufferBytes: 1 })).toContain('64');
});

describe('what netloupe-capture says', () => {
  const starts: readonly [string, number, string][] = [
    ['netloupe-capture: eth7: no such device', 3, 'not-found'],
    ["netloupe-capture: invalid filter: can't parse filter expression: syntax error", 3, 'usage'],
    ["netloupe-capture: invalid filter: unknown port 'nope'", 3, 'usage'],
    ['netloupe-capture: eth7: not permitted (socket: Operation not permitted)', 5, 'not-permitted'],
    ['spawn /usr/libexec/netloupe/netloupe-capture EACCES', 126, 'not-permitted'],
    ['netloupe-capture: eth7: That device is not up', 1, 'unavailable'],
  ];
  it.each(starts)('at the start: %s', (words, status, code) => {
    expect(startFailure('eth7', 'udp', words, status, false).failure.code).toBe(code);
  });

  it('each second is what was dropped so far', () => {
    const words =
      '{"received":10,"dropped":1,"interface_dropped":0}\n{"received":900,"dropped":7,"interface_dropped":2}\n' +
      '{"received":901,"dropped":8,"interface_dr';
    expect(dropsFrom(words)).toEqual({ kernel: 7, interface: 2 });
  });

  it('is apart from its counts', () => {
    const words =
      'netloupe-capture: warning: va: promiscuous mode not supported\n{"received":0,"dropped":0,"interface_dropped":0}\n' +
      'netloupe-capture: The interface disappeared\n';
    expect(warningsFrom(words)).toEqual(['va: promiscuous mode not supported']);
    expect(endFailure('va', words).failure).toMatchObject({ code: 'vanished' });
    expect(endFailure('va', words).failure.message).toContain('The interface disappeared');
  });
});

it('comes with the command that is missing', () => {
  expect(permissionRemedy('linux', 'outside-group')).toBe(
    'Join the group that may capture: sudo usermod -aG netloupe $USER, then log in again',
  );
  expect(permissionRemedy('linux', 'runnable')).toContain('sudo dpkg-reconfigure netloupe');
  expect(permissionRemedy('linux', 'untrusted')).toContain('sudo apt-get install --reinstall netloupe');
  expect(permissionRemedy('linux', 'absent')).toContain('wireshark');
});
