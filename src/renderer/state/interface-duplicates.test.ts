import { describe, expect, it } from 'vitest';
import { duplicatesAmong, interfaceKind } from './interface-duplicates.ts';

const named = (...names: string[]): { name: string; loopback: boolean }[] =>
  names.map((name) => ({ name, loopback: name === 'lo' }));

describe('interfaces that see the same packets', () => {
  it.each([
    ['lo', 'loopback'],
    ['eth0', 'plain'],
    ['enp3s0', 'plain'],
    ['bridge0', 'bridge'],
    ['br-1f2e3d', 'bridge'],
    ['docker0', 'bridge'],
    ['broadcom1', 'plain'],
    ['wg0', 'tunnel'],
    ['utun4', 'tunnel'],
    ['tailscale0', 'tunnel'],
    ['veth12ab', 'port'],
  ])('%s is %s', (name, kind) => {
    expect(interfaceKind(named(name)[0]!)).toBe(kind);
  });

  it('are a tunnel and what it leaves through', () => {
    expect(duplicatesAmong(named('wlan0', 'eth0', 'wg0', 'lo'), 'eth0')).toEqual([
      { kind: 'tunnel', tunnel: 'wg0', outer: 'eth0' },
    ]);
    expect(duplicatesAmong(named('wg0', 'lo'), 'eth0')).toEqual([]);
  });

  it('are a bridge and what it hands packets on to', () => {
    expect(duplicatesAmong(named('docker0', 'veth1', 'veth2'), null)).toEqual([
      { kind: 'bridge', bridge: 'docker0', ports: ['veth1', 'veth2'] },
    ]);
    expect(duplicatesAmong(named('docker0', 'eth0'), null)).toEqual([]);
  });
});
