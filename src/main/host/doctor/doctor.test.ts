import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import type { CapturePermission } from '#contract/protocol.ts';
import { createDoctor, type DoctorParts } from './doctor.ts';
import { clockCheck } from './machine-checks.ts';
import { findOverlaps } from './network-checks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOT_PERMITTED: CapturePermission = {
  how: 'none',
  program: null,
  failure: { code: 'not-permitted', message: 'This program has no right to capture packets' },
};

function parts(changes: Partial<DoctorParts['ports']>): DoctorParts {
  return {
    ports: {
      capturePermission: () => Promise.resolve(NOT_PERMITTED),
      interfaces: { read: () => Promise.resolve([]), defaultRoute: () => Promise.resolve(null) },
      libpcapVersion: () => Promise.resolve(success('libpcap version 1.10.4')),
      ...changes,
    },
    host: 'desktop',
    version: '0.0.0',
    home: path.join(folder, 'not', 'made', 'yet'),
    plugins: { list: () => Promise.resolve({ plugins: [], broken: [] }) },
  };
}

describe('doctor', () => {
  it('says what to do about everything that is not well, with commands where the right to capture is missing', async () => {
    const checks = await createDoctor(parts({})).run();
    for (const check of checks) expect(check.remedy === null, check.id).toBe(check.state === 'ok');
    const capture = checks.find(({ id }) => id === 'capture');
    expect(capture).toMatchObject({ state: 'failed' });
    expect(capture?.commands.length).toBeGreaterThan(0);
    expect(checks.find(({ id }) => id === 'default-route')).toMatchObject({ state: 'warning' });
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it('takes the data folder for writable before it is made', async () => {
    const checks = await createDoctor(parts({})).run();
    const data = checks.find(({ id }) => id === 'data-folder');
    expect(data?.says).toContain(path.join(folder, 'not'));
    expect(data?.says).not.toContain('cannot be written');
  });

  it('shows a check that fails itself as unknown, beside the others', async () => {
    const checks = await createDoctor(parts({ libpcapVersion: () => Promise.reject(new Error('the sky fell')) })).run();
    const libpcap = checks.find(({ id }) => id === 'libpcap');
    expect(libpcap).toMatchObject({ state: 'unknown', title: 'libpcap' });
    expect(libpcap?.says).toContain('the sky fell');
    expect(checks.length).toBeGreaterThan(8);
  });

  it('names what libpcap wants where it cannot be loaded', async () => {
    const missing = failure('unavailable', 'libpcap is not installed', { remedy: 'Install libpcap0.8' });
    const checks = await createDoctor(parts({ libpcapVersion: () => Promise.resolve(missing) })).run();
    expect(checks.find(({ id }) => id === 'libpcap')).toMatchObject({
      state: 'warning',
      says: 'libpcap is not installed',
      remedy: 'Install libpcap0.8',
    });
  });
});

describe('clock', () => {
  it.each([
    [Date.UTC(1970, 0, 1), 'failed'],
    [Date.UTC(2200, 0, 1), 'failed'],
  ])('at %d is %s, with the command that sets it', async (now, state) => {
    const check = await clockCheck(() => now).run();
    expect(check.state).toBe(state);
    expect(check.commands).toEqual(['sudo timedatectl set-ntp true']);
  });
});

describe('traffic seen twice', () => {
  it('finds bridges by what they sit on and tunnels by what they are, among interfaces that are up', () => {
    for (const name of ['eth0', 'eth1', 'br0', 'tun0', 'wg0', 'vlan7']) mkdirSync(path.join(folder, name));
    symlinkSync('../eth0', path.join(folder, 'br0', 'lower_eth0'));
    symlinkSync('../eth1', path.join(folder, 'br0', 'lower_eth1'));
    symlinkSync('../eth1', path.join(folder, 'vlan7', 'lower_eth1'));
    writeFileSync(path.join(folder, 'tun0', 'tun_flags'), '0x1001\n');
    writeFileSync(path.join(folder, 'wg0', 'uevent'), 'DEVTYPE=wireguard\nINTERFACE=wg0\n');
    writeFileSync(path.join(folder, 'eth0', 'uevent'), 'INTERFACE=eth0\n');
    expect(findOverlaps(['eth0', 'br0', 'tun0', 'wg0', 'vlan7'], folder)).toEqual([
      { name: 'br0', below: ['eth0'] },
      { name: 'tun0', below: [] },
      { name: 'wg0', below: [] },
    ]);
  });

  it('tells tunnels by their names where the system has no folder of interfaces', () => {
    expect(findOverlaps(['en0', 'utun3', 'lo0'], path.join(folder, 'none'))).toEqual([{ name: 'utun3', below: [] }]);
  });
});
