import { describe, expect, it } from 'vitest';
import { CountedBytes } from './coverage.ts';
import { InterfaceRates } from './interface-rates.ts';
import type { InterfaceReading } from './ports.ts';

function reading(name: string, rxBytes: number, txBytes: number, more: { loopback?: boolean } = {}): InterfaceReading {
  const info = {
    name,
    index: 1,
    description: null,
    mac: null,
    mtu: 1500,
    state: 'up',
    loopback: more.loopback ?? false,
    addresses: [{ family: 6, address: '2001:db8::1', prefixLength: 64 }],
  } as const;
  const rest = { rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0 };
  return { info, rxBytes, txBytes, rxPackets: rxBytes / 100, txPackets: txBytes / 100, ...rest };
}

describe('interface rates', () => {
  it('has no rate before the second sample, then bytes per second by the monotonic clock', () => {
    const rates = new InterfaceRates();
    rates.update([reading('eth0', 1000, 0)], 5000, 0);
    expect(rates.samples()[0]?.rx_bytes_per_s).toBeNull();
    // The wall clock jumps an hour back; the monotonic one says half a second.
    rates.update([reading('eth0', 3000, 500)], 5500, -3_600_000);
    expect(rates.samples()[0]).toMatchObject({ rx_bytes_per_s: 4000, tx_bytes_per_s: 1000, rx_packets_per_s: 40 });
  });

  it('gives no rate across a counter reset, and right ones after it', () => {
    const rates = new InterfaceRates();
    rates.update([reading('eth0', 5000, 5000)], 0, 0);
    rates.update([reading('eth0', 100, 5100)], 1000, 1000);
    expect(rates.samples()[0]).toMatchObject({ rx_bytes_per_s: null, tx_bytes_per_s: null });
    rates.update([reading('eth0', 300, 5100)], 2000, 2000);
    expect(rates.samples()[0]).toMatchObject({ rx_bytes_per_s: 200, tx_bytes_per_s: 0 });
  });

  it('shows a hot-plugged interface at once and keeps a vanished one with its history', () => {
    const rates = new InterfaceRates();
    rates.update([reading('eth0', 0, 0)], 0, 0);
    rates.update([reading('eth0', 100, 0), reading('usb0', 7, 7)], 1000, 1000);
    expect(rates.samples()[1]).toMatchObject({ present: true, rx_bytes: 7, rx_bytes_per_s: null });
    rates.update([reading('usb0', 17, 7)], 2000, 2000);
    const [eth0, usb0] = rates.samples();
    expect(eth0).toMatchObject({ present: false, rx_bytes_per_s: null, history: { rx: [null, 100, null] } });
    expect(usb0).toMatchObject({ rx_bytes_per_s: 10 });
    rates.update([reading('eth0', 900, 0), reading('usb0', 17, 7)], 3000, 3000);
    expect(rates.samples()[0]).toMatchObject({ present: true, rx_bytes_per_s: null });
  });

  it('keeps ten minutes of history', () => {
    const rates = new InterfaceRates();
    for (let second = 0; second < 700; second++) rates.update([reading('eth0', second, 0)], second * 1000, 0);
    const [sample] = rates.samples();
    expect(sample?.history.rx).toHaveLength(600);
    expect(sample?.history.rx.at(-1)).toBe(1);
  });
});

describe('coverage', () => {
  it('compares with what the system counted since the first reading, both ways', () => {
    const counted = new CountedBytes(['eth0']);
    expect(counted.coverage(0)).toBeNull();
    counted.update([reading('eth0', 1000, 1000), reading('eth1', 0, 0)]);
    counted.update([reading('eth0', 1600, 1400), reading('eth1', 9999, 0)]);
    expect(counted.coverage(990)).toBe(0.99);
  });

  it('counts a loopback packet once', () => {
    const counted = new CountedBytes(['lo']);
    counted.update([reading('lo', 0, 0, { loopback: true })]);
    counted.update([reading('lo', 500, 500, { loopback: true })]);
    expect(counted.coverage(500)).toBe(1);
  });
});
