import { describe, expect, it } from 'vitest';
import { formatAddress } from '#base/addresses.ts';
import {
  type DecodedPacket,
  KIND_NON_IP,
  KIND_SESSION,
  KIND_UNDECODED,
  TCP_ACK,
  TCP_SYN,
  WORD_DESTINATION,
  WORD_FRAGMENT_ID,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from './packet.ts';
import { nonIpName } from './non-ip-names.ts';
import { UNDECODED_REASONS } from './reasons.ts';
import { decode, ethernet, ipv4, ipv6, lengthOf, tcpHeader, udp } from './test-frames.ts';

const IP4 = ethernet(0x0800);
const IP6 = ethernet(0x86dd);

function ends(packet: DecodedPacket): string {
  const ipv6Address = packet.ipVersion === 6;
  const source = formatAddress(packet.words, WORD_SOURCE, ipv6Address);
  const destination = formatAddress(packet.words, WORD_DESTINATION, ipv6Address);
  return `${source} ${packet.sourcePort} > ${destination} ${packet.destinationPort}`;
}

function reason(packet: DecodedPacket): string {
  expect(packet.kind).toBe(KIND_UNDECODED);
  return UNDECODED_REASONS[packet.reason]!.name;
}

function nonIp(packet: DecodedPacket): string {
  expect(packet.kind).toBe(KIND_NON_IP);
  return nonIpName(packet.etherType);
}

describe('link layers', () => {
  const datagram = ipv4({ protocol: 17, payload: udp('616263') });

  it.each([
    ['Ethernet', 1, IP4],
    ['802.1Q', 1, `${ethernet(0x8100)} 0064 0800`],
    ['SNAP in 802.3', 1, `${ethernet(0x0030)} aaaa03 000000 0800`],
    ['MPLS with two labels', 1, `${ethernet(0x8847)} 00010040 00011140`],
    ['PPPoE', 1, `${ethernet(0x8864)} 11000001 0021 0021`],
    ['Linux cooked', 113, '0000 0001 0006 0200000000010000 0800'],
    ['Linux cooked, version 2', 276, '0800 0000 00000002 0001 00 06 0200000000010000'],
    ['NULL, little-endian', 0, '02000000'],
    ['NULL, big-endian', 0, '00000002'],
    ['LOOP', 108, '00000002'],
    ['raw IP', 101, ''],
    ['raw IP under another number', 12, ''],
    ['raw IPv4', 228, ''],
  ])('%s carries IPv4', (_, linkType, header) => {
    const packet = decode(header + datagram, linkType);
    expect(packet.kind).toBe(KIND_SESSION);
    expect(ends(packet)).toBe('192.0.2.1 4660 > 198.51.100.2 53');
    expect(packet.payloadLength).toBe(3);
    expect(packet.ipOffset).toBe(lengthOf(header));
  });

  it.each([
    ['Ethernet', 1, IP6],
    ['NULL on macOS', 0, '1e000000'],
    ['NULL on FreeBSD', 0, '1c000000'],
    ['raw IPv6', 229, ''],
    ['a link type that says IPv4', 228, ''],
  ])('%s carries IPv6', (_, linkType, header) => {
    const packet = decode(header + ipv6(17, udp('616263')), linkType);
    expect(ends(packet)).toBe('2001:db8::1 4660 > 2001:db8::2 53');
    expect([packet.trafficClass, packet.timeToLive]).toEqual([0xb8, 64]);
  });

  it('knows what was captured from the IP header on, padding included, and the flags of IPv4', () => {
    const padded = `${ethernet(0x0800)} ${ipv4({ protocol: 17, payload: udp('616263'), fragment: 0xc000 })} 000000000000`;
    const packet = decode(padded);
    expect([packet.ipCaptured, packet.ipFlags]).toEqual([20 + 11 + 6, 6]);
    const odd = decode(`${ethernet(0x0800)} ${ipv4({ protocol: 112, payload: '00', fragment: 0x8000 })} 0000`);
    expect([odd.ipCaptured, odd.ipFlags]).toEqual([20 + 1 + 2, 4]);
    const second = decode(IP6 + ipv6(17, udp('616263')));
    expect([second.ipCaptured, second.ipFlags]).toEqual([40 + 11, 0]);
  });

  it('keeps the two outer VLAN ids and skips further tags', () => {
    const packet = decode(`${ethernet(0x88a8)} 6064 8100 2065 9100 0066 0800 ${datagram}`);
    expect([packet.outerVlan, packet.innerVlan]).toEqual([100, 101]);
    expect(packet.destinationPort).toBe(53);
  });

  it('counts what is not IP by name', () => {
    expect(nonIp(decode(`${ethernet(0x0806)} 0001`))).toBe('ARP');
    expect(nonIp(decode(`${ethernet(0x8100)} 0001 88cc`))).toBe('LLDP');
    expect(nonIp(decode(`${ethernet(0x0026)} 424203`))).toBe('LLC');
    expect(nonIp(decode(`${ethernet(0x1234)}`))).toBe('EtherType 0x1234');
    expect(nonIp(decode(`${ethernet(0x8847)} 00010140 00000000`))).toBe('MPLS');
    expect(nonIp(decode(`${ethernet(0x8864)} 11000001 0004 c021`))).toBe('PPP LCP');
    expect(nonIp(decode('07000000 00', 0))).toBe('Address family 7');
    expect(nonIp(decode('0000 0118 0000 0000000000000000 000c', 113))).toBe('Linux protocol 0x000c');
  });

  it('gives a reason where a frame ends in its link header, or its type is unknown', () => {
    expect(reason(decode(IP4.slice(0, -2)))).toBe('link_truncated');
    expect(reason(decode(`${ethernet(0x8100)} 0001 08`))).toBe('link_truncated');
    expect(reason(decode('020000', 0))).toBe('link_truncated');
    expect(reason(decode('', 113))).toBe('link_truncated');
    expect(reason(decode(`${ethernet(0x8847)} 00010040`))).toBe('link_truncated');
    expect(reason(decode(IP4 + datagram, 147))).toBe('unsupported_link_type');
  });
});

describe('IPv4', () => {
  it('skips options and does not take Ethernet padding for payload', () => {
    const packet = decode(`${IP4} ${ipv4({ protocol: 17, payload: udp('6162'), options: '01010101' })} 000000000000`);
    expect([packet.payloadLength, packet.payloadCaptured]).toEqual([2, 2]);
    expect(packet.transportOffset).toBe(14 + 24);
  });

  it('takes a total length of 0 for all of the frame (segmentation offload)', () => {
    const packet = decode(IP4 + ipv4({ protocol: 6, payload: `${tcpHeader} 616263`, totalLength: 0 }));
    expect(packet.payloadLength).toBe(3);
  });

  it('refuses impossible lengths and versions', () => {
    const datagram = ipv4({ protocol: 17, payload: udp('') });
    expect(reason(decode(`${IP4} 44 ${datagram.slice(2)}`))).toBe('ipv4_bad_header_length');
    expect(reason(decode(IP4 + ipv4({ protocol: 17, payload: udp(''), totalLength: 19 })))).toBe(
      'ipv4_bad_total_length',
    );
    expect(reason(decode(`${IP4} 75 ${datagram.slice(2)}`))).toBe('ip_bad_version');
    expect(reason(decode(IP4 + datagram, 1, 14 + 19))).toBe('ipv4_truncated');
    expect(reason(decode(IP4))).toBe('ipv4_truncated');
  });

  it('reads ports from the first fragment only', () => {
    const first = decode(IP4 + ipv4({ protocol: 17, payload: udp('6162', 1000), fragment: 0x2000, id: 77 }));
    expect([first.firstFragment, first.laterFragment, first.destinationPort]).toEqual([true, false, 53]);
    expect(first.payloadLength).toBe(2);
    const later = decode(IP4 + ipv4({ protocol: 17, payload: udp('6162', 1000), fragment: 0x0003, id: 77 }));
    expect([later.firstFragment, later.laterFragment, later.destinationPort]).toEqual([false, true, -1]);
    expect(later.payloadLength).toBe(10);
    expect([first.words[WORD_FRAGMENT_ID], later.words[WORD_FRAGMENT_ID]]).toEqual([77, 77]);
  });

  it('keeps the session of a packet that was cut before its ports', () => {
    const packet = decode(IP4 + ipv4({ protocol: 6, payload: tcpHeader }), 1, 14 + 20 + 3);
    expect(packet.kind).toBe(KIND_SESSION);
    expect(ends(packet)).toBe('192.0.2.1 -1 > 198.51.100.2 -1');
    expect([packet.protocol, packet.payloadCaptured]).toEqual([6, 0]);
  });

  it('looks behind an authentication header', () => {
    const packet = decode(
      IP4 + ipv4({ protocol: 51, payload: `06 04 0000 00000001 00000001 ${'00'.repeat(12)} ${tcpHeader}` }),
    );
    expect([packet.protocol, packet.destinationPort]).toEqual([6, 80]);
  });
});

describe('IPv6', () => {
  it('walks extension headers to the transport', () => {
    const chain = `2b 00 0104 00000000  3c 00 0000 00000000  11 00 0104 00000000 ${udp('6162')}`;
    const packet = decode(IP6 + ipv6(0, chain));
    expect(ends(packet)).toBe('2001:db8::1 4660 > 2001:db8::2 53');
    expect(packet.payloadLength).toBe(2);
  });

  it('tells first, later and atomic fragments apart (RFC 8200 §4.5, RFC 6946)', () => {
    const first = decode(IP6 + ipv6(44, `11 00 0001 deadbeef ${udp('6162', 2000)}`));
    expect([first.firstFragment, first.destinationPort, first.words[WORD_FRAGMENT_ID]]).toEqual([true, 53, 0xdeadbeef]);
    const later = decode(IP6 + ipv6(44, `11 00 0008 deadbeef ${udp('6162', 2000)}`));
    expect([later.laterFragment, later.protocol, later.destinationPort]).toEqual([true, 17, -1]);
    const atomic = decode(IP6 + ipv6(44, `11 00 0000 deadbeef ${udp('6162')}`));
    expect([atomic.firstFragment, atomic.laterFragment, atomic.destinationPort]).toEqual([false, false, 53]);
  });

  it('gives a reason where the chain is cut or runs over', () => {
    const frame = IP6 + ipv6(0, `2b 00 0104 00000000 ${udp('')}`);
    expect(reason(decode(frame, 1, 14 + 40 + 1))).toBe('ipv6_extension_truncated');
    expect(reason(decode(IP6 + ipv6(0, '11 05 0104 00000000')))).toBe('ipv6_extension_overrun');
    expect(reason(decode(frame, 1, 14 + 39))).toBe('ipv6_truncated');
  });

  it('keeps the protocol where only the transport header was cut', () => {
    const packet = decode(IP6 + ipv6(0, `11 01 0104 00000000 0000000000000000 ${udp('')}`), 1, 14 + 40 + 4);
    expect([packet.kind, packet.protocol, packet.sourcePort]).toEqual([KIND_SESSION, 17, -1]);
  });

  it('reads the length of a jumbogram from its option (RFC 2675)', () => {
    const packet = decode(IP6 + ipv6(0, `06 00 c204 00000020 ${tcpHeader} 00000000`, 0));
    expect([packet.protocol, packet.payloadLength]).toEqual([6, 0]);
  });

  it('keeps no-next-header, ESP and mobility as protocols of their own', () => {
    expect(decode(IP6 + ipv6(59, '')).protocol).toBe(59);
    expect(decode(IP6 + ipv6(50, '0000000100000001')).protocol).toBe(50);
    expect(decode(IP6 + ipv6(135, '3b 00 0500 00000000')).protocol).toBe(135);
  });
});

describe('transports', () => {
  it('reads TCP', () => {
    const packet = decode(IP4 + ipv4({ protocol: 6, payload: `${tcpHeader} 616263` }));
    expect(ends(packet)).toBe('192.0.2.1 4660 > 198.51.100.2 80');
    expect(packet.words[WORD_TCP_SEQUENCE]).toBe(1);
    expect(packet.words[WORD_TCP_ACKNOWLEDGEMENT]).toBe(0xfffffffe);
    expect([packet.tcpFlags, packet.tcpWindow]).toEqual([TCP_SYN | TCP_ACK, 4096]);
    expect([packet.payloadOffset, packet.payloadLength]).toEqual([14 + 20 + 24, 3]);
  });

  it('keeps what was captured of a cut TCP header', () => {
    const frame = IP4 + ipv4({ protocol: 6, payload: `${tcpHeader} 616263` });
    const flags = decode(frame, 1, 14 + 20 + 14);
    expect([flags.tcpFlags, flags.tcpWindow, flags.payloadLength, flags.payloadCaptured]).toEqual([0x12, 0, 3, 0]);
    const options = decode(frame, 1, 14 + 20 + 22);
    expect([options.tcpWindow, options.payloadLength, options.payloadCaptured]).toEqual([4096, 3, 0]);
    const ports = decode(frame, 1, 14 + 20 + 4);
    expect([ports.sourcePort, ports.words[WORD_TCP_SEQUENCE], ports.payloadLength]).toEqual([4660, 0, 0]);
  });

  it('takes no payload from TCP whose header length is impossible', () => {
    const packet = decode(IP4 + ipv4({ protocol: 6, payload: tcpHeader.replace('60 12', '40 12') }));
    expect([packet.destinationPort, packet.payloadLength, packet.payloadCaptured]).toEqual([80, 0, 0]);
  });

  it.each([
    ['its length', udp('616263', 10), 2],
    ['none where the length is the header', udp('616263', 8), 0],
    ['none where the length is impossible', udp('616263', 3), 0],
    ['no more than the packet', udp('616263', 500), 3],
    ['the rest where the length is 0', udp('616263', 0), 3],
  ])('gives UDP payload of %s', (_, datagram, length) => {
    const packet = decode(IP4 + ipv4({ protocol: 17, payload: datagram }));
    expect([packet.payloadLength, packet.payloadCaptured]).toEqual([length, length]);
  });

  it('reads UDP-Lite and SCTP ports', () => {
    const lite = decode(IP4 + ipv4({ protocol: 136, payload: udp('616263', 8) }));
    expect([lite.destinationPort, lite.payloadLength]).toEqual([53, 3]);
    const sctp = decode(IP4 + ipv4({ protocol: 132, payload: '1234 0b59 00000000 00000000 01000004' }));
    expect([sctp.destinationPort, sctp.payloadLength]).toEqual([2905, 4]);
  });

  it('gives other protocols no ports', () => {
    const packet = decode(IP4 + ipv4({ protocol: 47, payload: '0000080045' }));
    expect([packet.kind, packet.protocol, packet.sourcePort, packet.payloadLength]).toEqual([KIND_SESSION, 47, -1, 5]);
  });
});

describe('ICMP', () => {
  const quotedUdp = ipv4({ protocol: 17, payload: udp('', 100), options: '01010101' });

  it('reads type and code', () => {
    const packet = decode(IP4 + ipv4({ protocol: 1, payload: '0800 0000 00010001 616263' }));
    expect([packet.icmpType, packet.icmpCode, packet.quoted, packet.payloadLength]).toEqual([8, 0, false, 3]);
  });

  it.each([3, 4, 5, 11, 12])('finds the packet that type %i quotes', (type) => {
    const packet = decode(
      IP4 + ipv4({ protocol: 1, payload: `${type.toString(16).padStart(2, '0')}03000000000000 ${quotedUdp}` }),
    );
    expect([packet.quoted, packet.quotedProtocol]).toEqual([true, 17]);
    expect([packet.quotedSourcePort, packet.quotedDestinationPort]).toEqual([4660, 53]);
    expect(formatAddress(packet.words, WORD_QUOTED_SOURCE, false)).toBe('192.0.2.1');
    expect(formatAddress(packet.words, WORD_QUOTED_DESTINATION, false)).toBe('198.51.100.2');
    expect([packet.sourcePort, packet.destinationPort]).toEqual([-1, -1]);
  });

  it('finds a quoted IPv6 packet behind its extension headers', () => {
    const quoted = ipv6(0, `06 00 0104 00000000 ${tcpHeader}`, 1400);
    const packet = decode(IP6 + ipv6(58, `0200 0000 00000500 ${quoted}`));
    expect([packet.quoted, packet.quotedProtocol, packet.quotedDestinationPort]).toEqual([true, 6, 80]);
    expect(formatAddress(packet.words, WORD_QUOTED_SOURCE, true)).toBe('2001:db8::1');
  });

  it('does not claim a conversation where the quoted ports are missing', () => {
    const frame = IP4 + ipv4({ protocol: 1, payload: `0303 0000 00000000 ${quotedUdp}` });
    expect(decode(frame, 1, 14 + 20 + 8 + 24 + 3).quoted).toBe(false);
    const laterFragment = ipv4({ protocol: 17, payload: udp(''), fragment: 5 });
    expect(decode(IP4 + ipv4({ protocol: 1, payload: `0303 0000 00000000 ${laterFragment}` })).quoted).toBe(false);
  });

  it('quotes nothing in an echo reply or a neighbour solicitation', () => {
    expect(decode(IP4 + ipv4({ protocol: 1, payload: `0000 0000 00000000 ${quotedUdp}` })).quoted).toBe(false);
    expect(decode(IP6 + ipv6(58, `8700 0000 00000000 ${ipv6(17, udp(''))}`)).quoted).toBe(false);
  });
});
