import { describe, expect, it } from 'vitest';
import { createOtherProbe, type SystemInformation } from './other.ts';

const LISTED = {
  iface: 'en0',
  ifaceName: 'Wi-Fi',
  ip4: '192.0.2.7',
  ip4subnet: '255.255.255.0',
  ip6: 'fe80::1',
  ip6subnet: 'ffff:ffff:ffff:ffff::',
  mac: '02:00:00:00:00:07',
  internal: false,
  operstate: 'up',
  type: 'wireless',
  mtu: 1500,
};

describe('interfaces through systeminformation', () => {
  it('have addresses with prefix lengths, a state and counters', async () => {
    const system = {
      networkInterfaces: () => Promise.resolve([LISTED]),
      networkStats: () =>
        Promise.resolve([
          { iface: 'en0', rx_bytes: 10, tx_bytes: 20, rx_errors: 1, tx_errors: 2, rx_dropped: 3, tx_dropped: 4 },
        ]),
      networkInterfaceDefault: () => Promise.resolve('en0'),
    } as unknown as SystemInformation;
    const probe = createOtherProbe(() => Promise.resolve(system));
    expect(await probe.defaultRoute()).toBe('en0');
    const [reading] = await probe.read();
    expect(reading).toMatchObject({ rxBytes: 10, txBytes: 20, rxErrors: 1, txErrors: 2, rxDropped: 3, txDropped: 4 });
    expect(reading?.info).toMatchObject({
      name: 'en0',
      description: 'Wi-Fi',
      state: 'up',
      addresses: [
        { family: 4, address: '192.0.2.7', prefixLength: 24 },
        { family: 6, address: 'fe80::1', prefixLength: 64 },
      ],
    });
  });

  it('have no default route where the system names none', async () => {
    const system = { networkInterfaceDefault: () => Promise.resolve('') } as unknown as SystemInformation;
    expect(await createOtherProbe(() => Promise.resolve(system)).defaultRoute()).toBeNull();
  });
});
