import { expect, it } from 'vitest';
import type { InterfaceInfo } from '#contract/protocol.ts';
import { byRelevance } from './interface-order.ts';

function named(name: string, state: InterfaceInfo['state'], loopback = false): InterfaceInfo {
  return { name, index: null, description: null, mac: null, mtu: null, state, loopback, addresses: [] };
}

it('shows the default route first, then what is up, then loopback, then what is down', () => {
  const infos = [named('lo', 'unknown', true), named('dummy0', 'down'), named('wlan0', 'up'), named('eth0', 'up')];
  expect(byRelevance(infos, (info) => info, 'eth0').map((info) => info.name)).toEqual([
    'eth0',
    'wlan0',
    'lo',
    'dummy0',
  ]);
});
