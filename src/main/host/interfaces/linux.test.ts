import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLinuxProbe } from './linux.ts';
import { ipv4DefaultRoute, ipv6DefaultRoute, parseDevices, parseIpv4Routes } from './proc-net.ts';

const DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:   45764     473    0    0    0     0          0         0    45764     473    0    0    0     0       0          0
  eth0: 619632672   16202    1    2    0     0          0         0  1151177    9980    3    4    0     0       0          0
 wlan0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
`;
const ROUTE = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t01006433\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
wlan0\t00643340\t00000000\t0001\t0\t0\t600\t00C0FFFF\t0\t0\t0
wlan0\t00006433\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0
`;
const ROUTE6 = `fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`;
const INET6 = `fd000000000000000000000000000002 04 40 00 82     eth0
00000000000000000000000000000001 01 80 10 80       lo
fe8000000000000000fc00fffe000001 05 40 20 80    wlan0
`;
const FIB = `Local:
  +-- 0.0.0.0/0 3 0 5
     +-- 192.0.2.0/24 2 0 2
           |-- 192.0.2.2
              /32 host LOCAL
        |-- 192.0.2.255
           /32 link BROADCAST
           |-- 51.100.0.9
              /32 host LOCAL
`;

describe('linux interfaces', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'netloupe-test-'));
    const write = (file: string, text: string): void => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    write('net/dev', DEV);
    write('net/route', ROUTE);
    write('net/ipv6_route', ROUTE6);
    write('net/if_inet6', INET6);
    write('net/fib_trie', FIB);
    for (const [name, index, flags, state, mac] of [
      ['lo', '1', '0x9', 'unknown', '00:00:00:00:00:00'],
      ['eth0', '4', '0x1003', 'up', '02:fc:00:00:00:01'],
      ['wlan0', '5', '0x1003', 'down', '02:fc:00:00:00:02'],
    ] as const) {
      write(`sys/${name}/ifindex`, `${index}\n`);
      write(`sys/${name}/flags`, `${flags}\n`);
      write(`sys/${name}/operstate`, `${state}\n`);
      write(`sys/${name}/address`, `${mac}\n`);
      write(`sys/${name}/mtu`, '1500\n');
      write(`sys/${name}/type`, name === 'lo' ? '772\n' : '1\n');
    }
    write('sys/wlan0/wireless/status', '');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const probe = () =>
    createLinuxProbe({
      procNet: path.join(folder, 'net'),
      sysClassNet: path.join(folder, 'sys'),
      osInterfaces: () => ({
        lo: [address('127.0.0.1', '127.0.0.1/8', true)],
        eth0: [address('192.0.2.2', '192.0.2.2/24', false)],
        'eth0:1': [address('192.0.2.3', '192.0.2.3/24', false)],
      }),
    });

  it('reads state, hardware address and counters of each', async () => {
    const readings = await probe().read();
    expect(readings.map(({ info }) => [info.name, info.index, info.state, info.mac, info.loopback])).toEqual([
      ['lo', 1, 'up', null, true],
      ['eth0', 4, 'up', '02:fc:00:00:00:01', false],
      ['wlan0', 5, 'down', '02:fc:00:00:00:02', false],
    ]);
    expect(readings[1]).toMatchObject({
      rxBytes: 619632672,
      rxPackets: 16202,
      rxErrors: 1,
      rxDropped: 2,
      txBytes: 1151177,
      txPackets: 9980,
      txErrors: 3,
      txDropped: 4,
    });
  });

  it('lists addresses of both families with prefix lengths, those without a carrier and aliases too', async () => {
    const readings = await probe().read();
    const addresses = readings.map(({ info }) => info.addresses.map((a) => `${a.address}/${a.prefixLength}`));
    expect(addresses).toEqual([
      ['127.0.0.1/8', '::1/128'],
      ['192.0.2.2/24', '192.0.2.3/24', 'fd00::2/64'],
      ['51.100.0.9/24', 'fe80::fc:ff:fe00:1/64'],
    ]);
  });

  it('takes the usable default route with the lowest metric, IPv6 where IPv4 has none', async () => {
    expect(await probe().defaultRoute()).toBe('eth0');
    expect(ipv4DefaultRoute(parseIpv4Routes(ROUTE.split('\n').slice(0, 2).join('\n')))).toBe('wlan0');
    expect(ipv4DefaultRoute([])).toBeNull();
    expect(ipv6DefaultRoute(ROUTE6)).toBe('eth0');
    expect(ipv6DefaultRoute(ROUTE6.split('\n')[2]!)).toBeNull();
  });

  it('answers nothing, and no error, where /proc and /sys are not there', async () => {
    const nowhere = createLinuxProbe({ procNet: '/nowhere', sysClassNet: '/nowhere', osInterfaces: () => ({}) });
    expect(await nowhere.read()).toEqual([]);
    expect(await nowhere.defaultRoute()).toBeNull();
  });

  it('leaves out lines that do not fit the format', () => {
    expect(parseDevices('eth0: 1 2 3\nrubbish\n: :\n')).toEqual([]);
    expect(parseIpv4Routes('header\neth0 zz\n')).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('linux interfaces of this machine', () => {
  it('finds loopback, up, with its address', async () => {
    const loopback = (await createLinuxProbe().read()).find(({ info }) => info.loopback);
    expect(loopback?.info).toMatchObject({ name: 'lo', mac: null });
  });
});

function address(text: string, cidr: string, internal: boolean): os.NetworkInterfaceInfo {
  return { address: text, netmask: '', family: 'IPv4', mac: '00:00:00:00:00:00', internal, cidr };
}
