import { describe, expect, it } from 'vitest';
import { formatAddress } from '#base/addresses.ts';
import {
  type DecodedPacket,
  KIND_NON_IP,
  KIND_SESSION,
  KIND_UNDECODED,
  WORD_DESTINATION,
  WORD_SOURCE,
  WORD_TUNNEL_DESTINATION,
  WORD_TUNNEL_SOURCE,
} from './packet.ts';
import { nonIpName } from './non-ip-names.ts';
import { UNDECODED_REASONS } from './reasons.ts';
import {
  datagram,
  type Encapsulation,
  innerFrame,
  innerIpv4,
  IP4,
  ipTunnels,
  ipv6Tunnels,
  links,
  overGre,
  overUdp,
} from './test-encapsulations.ts';
import { bytesOf, decode, ethernet, ipv4, lengthOf } from './test-frames.ts';
import { TUNNEL_NAMES } from './tunnel-kinds.ts';

function ends(packet: DecodedPacket): string {
  expect(packet.kind).toBe(KIND_SESSION);
  const six = packet.ipVersion === 6;
  const source = formatAddress(packet.words, WORD_SOURCE, six);
  return `${source} ${packet.sourcePort} > ${formatAddress(packet.words, WORD_DESTINATION, six)} ${packet.destinationPort}`;
}

function tunnel(packet: DecodedPacket): string {
  const name = TUNNEL_NAMES[packet.tunnelKind]!;
  return packet.tunnelId < 0 ? name : `${name} ${packet.tunnelId}`;
}

function outer(packet: DecodedPacket, ipv6: boolean): string {
  const source = formatAddress(packet.words, WORD_TUNNEL_SOURCE, ipv6);
  return `${source} > ${formatAddress(packet.words, WORD_TUNNEL_DESTINATION, ipv6)}`;
}

function expectInner(packet: DecodedPacket, expected: Encapsulation): void {
  const [a, b] = expected.ipv6 === true ? ['fd00::1', 'fd00::2'] : ['10.0.0.1', '10.0.0.2'];
  expect(ends(packet)).toBe(`${a} 4660 > ${b} 80`);
  expect([packet.payloadLength, packet.payloadCaptured]).toEqual([3, 3]);
  expect(tunnel(packet)).toBe(expected.tunnel);
  expect(packet.wireLength).toBe(lengthOf(expected.frame));
}

/** The conversation of the outer packet, as if nothing were inside. */
const OUTER_UDP = (port: number): string => `192.0.2.1 50000 > 198.51.100.2 ${port}`;

describe('tunnels over IP', () => {
  it.each(ipTunnels.map((each) => [each.name, each] as const))('%s: the conversation inside', (_, each) => {
    const packet = decode(each.frame, each.linkType);
    expectInner(packet, each);
    expect(outer(packet, false)).toBe('192.0.2.1 > 198.51.100.2');
  });

  it.each(ipv6Tunnels.map((each) => [each.name, each] as const))('%s: the conversation inside', (_, each) => {
    const packet = decode(each.frame, each.linkType);
    expectInner(packet, each);
    expect(outer(packet, true)).toBe('2001:db8::1 > 2001:db8::2');
  });

  it.each([...ipTunnels, ...ipv6Tunnels].map((each) => [each.name, each] as const))(
    '%s: a cut at any byte loses nothing, and is the outer conversation at worst',
    (_, each) => {
      const whole = bytesOf(each.frame).length;
      const outerHeaders = each.frame.startsWith(IP4) ? 14 + 20 : 14 + 40 + 8;
      for (let captured = outerHeaders; captured < whole; captured++)
        expect([captured, decode(each.frame, each.linkType, captured).kind]).toEqual([captured, KIND_SESSION]);
    },
  );

  it('tells conversations apart by the ids that both directions share, and only by those', () => {
    const key = (frame: string): number => decode(frame).tunnelKey;
    const vxlan = (vni: string): string => overUdp(4789, `08000000 ${vni}00 ${innerFrame}`);
    expect(key(vxlan('000001'))).not.toBe(key(vxlan('000002')));
    expect(key(vxlan('000001'))).not.toBe(0);
    expect(key(overGre('2000 0800 00000001', innerIpv4))).toBe(key(overGre('2000 0800 00000002', innerIpv4)));
    expect(key(overGre('0000 0800', innerIpv4))).not.toBe(key(IP4 + ipv4({ protocol: 4, payload: innerIpv4 })));
    // A label is often on one direction only.
    expect(key(`${ethernet(0x8847)} 00010140 ${innerIpv4}`)).toBe(key(IP4 + innerIpv4));
    const nested = (vni: string): string =>
      IP4 +
      ipv4({
        protocol: 17,
        payload: datagram(4789, `08000000 ${vni}00 ${ethernet(0x0800)} ${ipv4({ protocol: 4, payload: innerIpv4 })}`),
      });
    expect(key(nested('000001'))).not.toBe(key(nested('000002')));
  });

  it.each([
    ['VXLAN without its flag', 4789, `00000000 00007b00 ${innerFrame}`],
    ['VXLAN with ARP', 4789, `08000000 00007b00 020000000003020000000004 0806 0001080006040001`],
    ['VXLAN with nothing', 4789, '08000000 00007b00'],
    ['Geneve of another version', 6081, `4000 6558 00007b00 ${innerFrame}`],
    ['Geneve with something else', 6081, '0000 1234 00007b00 0000'],
    ['GTP-U whose length is beyond the datagram', 2152, `30 ff 0fff 00000063 ${innerIpv4}`],
    ['GTP-U echo', 2152, '32 01 0004 00000000 0001 0000'],
    ['GTP-U with an extension of no length', 2152, `34 ff ${'0030'} 00000063 0000 00 85 00 1009 00 ${innerIpv4}`],
    ['a query where GTP-U was expected', 2152, '1234 0100 0001 0000 0000 0000 03777777 00 0001 0001'],
    ['Teredo whose length is beyond the datagram', 3544, `60000000 0fff 3b ff ${'00'.repeat(32)}`],
    ['a datagram that only begins like MPLS', 6635, '00010140 45ff0fff 00000000 40110000 0a000001 0a000002 0001'],
    [
      'a datagram that only has an IP version where LISP has',
      4341,
      '4000000100000001 45ff0fff 00000000 40110000 0a000001 0a000002',
    ],
    ['VXLAN-GPE without IP', 4790, '0c000001 00007b00 4500ffff 00000000 40110000 0a000001 0a000002'],
    ['L2TP control', 1701, 'c802 000c 0011 0000 0001 0001'],
    ['L2TP of version 3', 1701, `0003 0000 00000011 ff03 0021 ${innerIpv4}`],
    ['PPP without IP in L2TP', 1701, '0002 0011 0022 ff03 c021 0901 0008 00000000'],
    ['IPv6 that has nothing of Teredo on other ports', 40_000, `60000000 0000 3b ff ${'fd'.repeat(32)}`],
  ])('stays outside: %s', (_, port, payload) => {
    const packet = decode(overUdp(port, payload));
    expect(ends(packet)).toBe(OUTER_UDP(port));
    expect(packet.payloadLength).toBe(lengthOf(payload));
    expect([packet.tunnelKind, packet.tunnelKey, packet.tunnelId]).toEqual([0, 0, -1]);
    expect(packet.words.slice(WORD_TUNNEL_SOURCE)).toEqual(new Uint32Array(8));
  });

  it.each([
    ['GRE that keeps alive', 47, '0000 0000'],
    ['GRE with a protocol that is not IP', 47, '0000 0806 0001'],
    ['GRE of version 2', 47, `0002 0800 ${innerIpv4}`],
    ['PPTP that only acknowledges', 47, '2081 880b 0000 0017 00000002'],
    ['IP in IP that is none', 4, '1234'],
    ['EtherIP of version 4', 97, `4000 ${innerFrame}`],
  ])('stays outside: %s', (_, protocol, payload) => {
    const packet = decode(IP4 + ipv4({ protocol, payload }));
    expect(ends(packet)).toBe('192.0.2.1 -1 > 198.51.100.2 -1');
    expect([packet.protocol, packet.payloadLength]).toEqual([protocol, lengthOf(payload)]);
  });

  it('recognises Teredo between its clients on any port, by an address and the exact length', () => {
    const packet = (length: string): string =>
      `60000000 ${length} 3b ff 20010000 ${'00'.repeat(12)} ${'fd'.repeat(16)} 00`;
    expect(tunnel(decode(overUdp(40_000, packet('0001'))))).toBe('teredo');
    expect(tunnel(decode(overUdp(40_000, packet('0002'))))).toBe('');
  });

  it('does not look into fragments', () => {
    for (const fragment of [0x2000, 0x0010]) {
      const packet = decode(IP4 + ipv4({ protocol: 4, payload: innerIpv4, fragment }));
      expect([ends(packet), packet.protocol]).toEqual(['192.0.2.1 -1 > 198.51.100.2 -1', 4]);
    }
    const inside = ipv4({ protocol: 17, payload: datagram(53, '61'), fragment: 0x2000, id: 7 });
    const packet = decode(IP4 + ipv4({ protocol: 4, payload: inside }));
    expect([packet.firstFragment, packet.destinationPort, tunnel(packet)]).toEqual([true, 53, 'ip']);
  });

  it('stays with the innermost conversation that the bound lets it reach', () => {
    let nested = innerIpv4;
    for (let depth = 0; depth < 40; depth++) nested = ipv4({ protocol: 4, payload: nested });
    const packet = decode(IP4 + nested);
    expect([packet.kind, packet.protocol, tunnel(packet)]).toEqual([KIND_SESSION, 4, 'ip']);
    expect(packet.ipOffset).toBe(14 + 16 * 20);
    expect(decode(IP4 + ipv4({ protocol: 17, payload: datagram(53, '61') })).tunnelKind).toBe(0);
  });
});

describe('link layers around the conversation', () => {
  it.each(links.map((each) => [each.name, each] as const))('%s', (_, each) => {
    expectInner(decode(each.frame, each.linkType), each);
  });

  it.each(links.map((each) => [each.name, each] as const))('%s: cut at any byte', (_, each) => {
    const whole = bytesOf(each.frame).length;
    for (let captured = 0; captured < whole; captured++) {
      const packet = decode(each.frame, each.linkType, captured);
      expect(packet.kind === KIND_SESSION ? ends(packet).length > 0 : packet.words.every((word) => word === 0)).toBe(
        true,
      );
    }
  });

  it('gives up where frames are nested without end', () => {
    const frame = `${`${ethernet(0x8847)} 00010140 00000000`.repeat(40)} ${innerFrame}`;
    const packet = decode(frame);
    expect([packet.kind, UNDECODED_REASONS[packet.reason]?.name]).toEqual([KIND_UNDECODED, 'too_many_layers']);
    const tunnelled = decode(overUdp(4789, `08000000 00007b00 ${frame}`));
    expect(ends(tunnelled)).toBe(OUTER_UDP(4789));
  });

  it.each([
    ['802.11 management', 105, '8000 0000'],
    ['802.11 control', 105, 'd400 0000 020000000001'],
    ['802.11 encrypted', 105, '0841 0000 020000000001 020000000002 020000000003 0000 0011223344'],
    ['802.11 without data', 105, '4801 0000 020000000001 020000000002 020000000003 0000'],
    ['802.11 fragment', 105, `0801 0000 020000000001 020000000002 020000000003 0100 ${innerIpv4}`],
    ['LLC', 105, '0801 0000 020000000001 020000000002 020000000003 0000 424203'],
    ['PPP LCP', 9, 'ff03 c021 01010004'],
    ['PPP 0x4021', 9, 'ff03 4021'],
    ['ISO protocol 0x0081', 107, '1841 03 81 00'],
    ['LAN control', 6, '1000 020000000001 020000000002 0000'],
    ['MACsec', 1, `${ethernet(0x88e5)} 2c00 00000001 0200000000030001 00`],
    ['NSH', 1, `${ethernet(0x894f)} 0fc2 02 63 000001ff`],
    ['NFLOG without packet', 239, '0200 0000 0800 0100 0800 0300'],
    ['MPLS', 1, `${ethernet(0x8847)} 00010140 10000021 4500`],
    ['Address family 7', 117, `3d07 ${'00'.repeat(62)} ${innerIpv4}`],
  ])('counts %s by its name', (name, linkType, frame) => {
    const packet = decode(frame, linkType);
    expect(packet.kind).toBe(KIND_NON_IP);
    expect(nonIpName(packet.etherType)).toBe(name);
  });
});
