import { describe, expect, it } from 'vitest';
import { interfaceRows } from './interfaces-command.ts';

type Reading = Parameters<typeof interfaceRows>[0][number];

function reading(name: string, index: number, rxBytes: number, txBytes: number): Reading {
  return {
    info: { name, index, description: null, mac: null, mtu: 1500, state: 'up', loopback: false, addresses: [] },
    rxBytes,
    txBytes,
    rxPackets: rxBytes / 100,
    txPackets: txBytes / 100,
    rxErrors: 0,
    txErrors: 0,
    rxDropped: 0,
    txDropped: 0,
  };
}

describe('rates between two readings', () => {
  it('are per second, whatever the time between', () => {
    const [row] = interfaceRows([reading('a', 1, 1000, 0)], [reading('a', 1, 3000, 500)], 2, 'a');
    expect(row).toMatchObject({
      rx_bytes_per_s: 1000,
      tx_bytes_per_s: 250,
      rx_packets_per_s: 10,
      default_route: true,
    });
  });

  it('are unknown after a counter reset, for a new interface, and for one that came back under its old name', () => {
    const before = [reading('reset', 1, 5000, 0), reading('again', 2, 10, 10)];
    const now = [reading('reset', 1, 100, 0), reading('again', 3, 20, 20), reading('new', 4, 7, 7)];
    expect(interfaceRows(before, now, 1, null).map((row) => row.rx_bytes_per_s)).toEqual([null, null, null]);
  });

  it('leave vanished interfaces out', () => {
    expect(interfaceRows([reading('gone', 1, 1, 1)], [], 1, null)).toEqual([]);
  });
});
