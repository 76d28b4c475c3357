import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import type { CapturePermission } from '#contract/protocol.ts';
import { createDoctor, type DoctorParts } from './doctor.ts';
import { clockCheck } from './machine-checks.ts';
import { canCaptureWith, permittedOf } from './file-capabilities.ts';
import { parseGroups } from './groups.ts';
import { whatIsWrong } from './helper-files.ts';
import { linksOfFolder, parseIpLinks } from './links.ts';
import { findOverlaps, linksByName, overlapsAmong } from './overlap-check.ts';

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
    expect(data?.state).toBe('ok');
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
      state: 'failed',
      says: 'libpcap is not installed',
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
    expect(check.commands.join()).toMatch(/timedatectl|chronyc|date|sntp|w32tm/);
  });
});

describe('traffic seen twice', () => {
  it('finds bridges and VLANs by what they sit on and tunnels by what they are, among interfaces that are on', () => {
    for (const name of ['eth0', 'eth1', 'br0', 'tun0', 'wg0', 'vlan7']) {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, 'flags'), name === 'eth1' ? '0x1002\n' : '0x1003\n');
    }
    symlinkSync('../eth0', path.join(folder, 'br0', 'lower_eth0'));
    symlinkSync('../eth1', path.join(folder, 'br0', 'lower_eth1'));
    symlinkSync('../eth0', path.join(folder, 'vlan7', 'lower_eth0'));
    writeFileSync(path.join(folder, 'vlan7', 'uevent'), 'DEVTYPE=vlan\nINTERFACE=vlan7\n');
    writeFileSync(path.join(folder, 'tun0', 'tun_flags'), '0x1001\n');
    writeFileSync(path.join(folder, 'wg0', 'uevent'), 'DEVTYPE=wireguard\nINTERFACE=wg0\n');
    writeFileSync(path.join(folder, 'eth0', 'uevent'), 'INTERFACE=eth0\n');
    expect(findOverlaps(linksOfFolder(['eth0', 'eth1', 'br0', 'tun0', 'wg0', 'vlan7'], folder))).toEqual([
      { name: 'br0', below: ['eth0'], spare: ['eth0'] },
      { name: 'tun0', below: [], spare: ['tun0'] },
      { name: 'wg0', below: [], spare: ['wg0'] },
      { name: 'vlan7', below: ['eth0'], spare: ['vlan7'] },
    ]);
  });

  it('tells tunnels by their names where the system says nothing else', () => {
    expect(findOverlaps(linksByName(['en0', 'utun3', 'lo0'])).map(({ name }) => name)).toEqual(['utun3']);
  });

  // As `ip -json -details link` (iproute2 6.1) printed it, less what is not read.
  const FROM_IP = JSON.stringify([
    { ifname: 'lo', flags: ['LOOPBACK', 'UP', 'LOWER_UP'], operstate: 'UNKNOWN', link_type: 'loopback' },
    { ifname: 'br0', flags: ['BROADCAST', 'UP'], operstate: 'UP', linkinfo: { info_kind: 'bridge' } },
    { link: 'v0', ifname: 'v1', flags: ['BROADCAST'], operstate: 'DOWN', linkinfo: { info_kind: 'veth' } },
    {
      link: 'v1',
      ifname: 'v0',
      flags: ['NO-CARRIER', 'BROADCAST', 'UP', 'M-DOWN'],
      master: 'br0',
      operstate: 'LOWERLAYERDOWN',
      linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge' },
    },
    { ifname: 'tun0', flags: ['POINTOPOINT', 'UP'], linkinfo: { info_kind: 'tun', info_data: { type: 'tun' } } },
    { ifname: 'vnet0', flags: ['UP'], master: 'br0', linkinfo: { info_kind: 'tun', info_data: { type: 'tap' } } },
  ]);

  it('reads what ip says: what is off, has no carrier, joins others or is a tunnel', () => {
    const links = parseIpLinks(FROM_IP) ?? [];
    const named = (name: string): object => links.find((link) => link.name === name) ?? {};
    expect(named('lo')).toMatchObject({ loopback: true, on: true, carrier: true });
    expect(named('br0')).toMatchObject({ on: true, carrier: true, joins: ['v0', 'vnet0'], partOf: null });
    expect(named('v1')).toMatchObject({ on: false, partOf: 'v0' });
    expect(named('v0')).toMatchObject({ on: true, carrier: false, partOf: null });
    expect(named('tun0')).toMatchObject({ tunnel: true });
    expect(named('vnet0')).toMatchObject({ tunnel: false });
    expect(parseIpLinks('1: lo: <LOOPBACK>')).toBeNull();
  });

  it('concerns those that are captured together, or all with “any”', () => {
    const overlaps = findOverlaps(parseIpLinks(FROM_IP) ?? []);
    const among = (...chosen: string[]): string[] =>
      overlapsAmong(overlaps, chosen, ['br0', 'v0', 'tun0', 'vnet0']).map(({ name }) => name);
    expect(among('br0')).toEqual([]);
    expect(among('v0', 'vnet0')).toEqual([]);
    expect(among('br0', 'v0')).toEqual(['br0']);
    expect(among('tun0', 'lo')).toEqual([]);
    expect(among('tun0', 'v0')).toEqual(['tun0']);
    expect(among('any')).toEqual(['br0', 'tun0']);
  });
});

describe('a capture helper', () => {
  const right = { uid: 0, gid: 990, group: 'netloupe', mode: 0o750, capabilities: 0x3000n };

  it.each([
    [right, null],
    [{ ...right, mode: 0o755, gid: 0, group: 'root' }, null],
    [{ ...right, uid: 1000 }, /instead of root/],
    [{ ...right, mode: 0o770 }, /can be changed by others than root \(mode 0770\)/],
    [{ ...right, mode: 0o700 }, /root alone/],
    [{ ...right, gid: 0, group: 'root' }, /group root alone/],
    [{ ...right, group: null }, /a group \(990\) that does not exist/],
    [{ ...right, capabilities: 0n }, /has no right to capture/],
    [{ ...right, capabilities: 0x2000n }, /has no right to capture/],
    [{ ...right, capabilities: null }, null],
  ])('%#', (file, expected) => {
    if (expected === null) expect(whatIsWrong(file)).toBeNull();
    else expect(whatIsWrong(file)).toMatch(expected);
  });

  it('has its capabilities read as setcap writes them', () => {
    // `setcap cap_net_raw,cap_net_admin=ep`, by `getfattr -e hex -n security.capability`.
    const written = new Uint8Array(Buffer.from('0100000200300000000000000000000000000000', 'hex'));
    expect(permittedOf(written)).toBe(0x3000n);
    expect(canCaptureWith(0x3000n)).toBe(true);
    expect(permittedOf(new Uint8Array(4))).toBeNull();
  });

  it('belongs to a group by the lines of the system’s file', () => {
    expect(parseGroups('root:x:0:\nnetloupe:x:990:ada,bob\nbroken\n')).toEqual([
      { name: 'root', id: 0 },
      { name: 'netloupe', id: 990 },
    ]);
  });
});
