import { describe, expect, it } from 'vitest';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import { decode, ethernet, hex16, ipv6, udp as udpAbove } from '#main/engine/decode/test-frames.ts';
import { FlowIds } from './flow-ids.ts';
import { icmpError, onEthernet, tcp, udp } from './test-packets.ts';

const SEED = 7;

function idOf(ids: FlowIds, packet: DecodedPacket) {
  expect(ids.find(packet)).toBe(true);
  return { key: ids.key, opposite: ids.opposite, isNew: ids.isNew };
}

/** UDP from a port of one's own. */
function fromPort(port: number): DecodedPacket {
  const packet = onEthernet(udp());
  packet.sourcePort = port;
  return packet;
}

it('knows a conversation in both directions', () => {
  const ids = new FlowIds(100, SEED);
  expect(idOf(ids, onEthernet(udp()))).toEqual({ key: 0, opposite: false, isNew: true });
  expect(idOf(ids, onEthernet(udp({}, true)))).toEqual({ key: 0, opposite: true, isNew: false });
  expect(idOf(ids, onEthernet(tcp('S')))).toEqual({ key: 1, opposite: false, isNew: true });
  expect(idOf(ids, decode(ethernet(0x86dd) + ipv6(17, udpAbove(''))))).toMatchObject({ key: 2 });
});

it('files an ICMP error under what it quotes, against its direction', () => {
  const ids = new FlowIds(100, SEED);
  idOf(ids, onEthernet(udp()));
  expect(idOf(ids, onEthernet(icmpError(3, udp())))).toEqual({ key: 0, opposite: true, isNew: false });
  expect(idOf(ids, onEthernet(icmpError(11, udp({}, true))))).toEqual({ key: 0, opposite: false, isNew: false });
  expect(idOf(ids, onEthernet(icmpError(8, udp())))).toMatchObject({ key: 1 }); // a ping that carries it
});

it('begins with an error, too', () => {
  const ids = new FlowIds(100, SEED);
  expect(idOf(ids, onEthernet(icmpError(3, udp())))).toEqual({ key: 0, opposite: true, isNew: true });
  expect(idOf(ids, onEthernet(udp()))).toEqual({ key: 0, opposite: false, isNew: false });
});

it('keeps fragments without ports apart, and leaves alone what lost them', () => {
  const ids = new FlowIds(100, SEED);
  idOf(ids, onEthernet(udp()));
  expect(idOf(ids, onEthernet(udp({ fragment: 1 })))).toMatchObject({ key: 1 });
  expect(ids.find(decode(ethernet(0x0800) + udp(), undefined, 14 + 20 + 3))).toBe(false);
});

describe('numbers', () => {
  it('are dense however many there are, and found again', () => {
    const ids = new FlowIds(100_000, SEED);
    for (let port = 0; port < 5000; port++) expect(idOf(ids, fromPort(port)).key).toBe(port);
    for (let port = 0; port < 5000; port++)
      expect(idOf(ids, fromPort(port))).toMatchObject({ key: port, isNew: false });
  });

  it('are used again once they are given back', () => {
    const ids = new FlowIds(100_000, SEED);
    for (let port = 0; port < 3000; port++) idOf(ids, fromPort(port));
    for (let port = 0; port < 3000; port += 2) ids.release(port);
    for (let port = 1; port < 3000; port += 2) expect(idOf(ids, fromPort(port))).toMatchObject({ key: port });
    const again = Array.from({ length: 1500 }, (_, index) => idOf(ids, fromPort(10_000 + index)));
    expect(again.every(({ key, isNew }) => isNew && key < 3000 && key % 2 === 0)).toBe(true);
    expect(ids.recycled).toBe(0);
  });

  it('are taken from quiet conversations where there are too many', () => {
    const ids = new FlowIds(3, SEED);
    for (const port of [1, 2, 3]) idOf(ids, fromPort(port));
    expect(idOf(ids, fromPort(4))).toEqual({ key: 0, opposite: false, isNew: true });
    idOf(ids, fromPort(2));
    expect(idOf(ids, fromPort(5)).key).toBe(2); // 2 had a packet since
    expect(ids.recycled).toBe(2);
    expect(idOf(ids, fromPort(2))).toMatchObject({ key: 1, isNew: false });
    expect(idOf(ids, fromPort(3)).isNew).toBe(true);
  });

  it('of ends that differ in nothing but their place in an address are not confused', () => {
    const ids = new FlowIds(10, SEED);
    const packet = decode(ethernet(0x86dd) + ipv6(17, udpAbove('')));
    const { words } = packet;
    idOf(ids, packet);
    [words[0], words[4]] = [words[4]!, words[0]!];
    words[1] = 5;
    expect(idOf(ids, packet).isNew).toBe(true);
    expect(hex16(words[1])).toBe('0005');
  });
});
