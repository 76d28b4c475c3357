/**
 * One frame of each encapsulation, built by hand from its specification, with the conversation 10.0.0.1 4660 to 10.0.0.2 80
 * (or its IPv6 like) inside. Tunnels over IP are between 192.0.2.1 and 198.51.100.2.
 */
import { ethernet, hex16, ipv4, ipv6, lengthOf, tcpHeader } from './test-frames.ts';

export interface Encapsulation {
  readonly name: string;
  readonly linkType: number;
  readonly frame: string;
  /** Kind and id of the tunnel; '' where there is none. */
  readonly tunnel: string;
  /** Inside is IPv6. */
  readonly ipv6?: boolean;
}

const segment = `${tcpHeader} 616263`;
export const innerIpv4: string = ipv4({ protocol: 6, payload: segment })
  .replace('c0000201', '0a000001')
  .replace('c6336402', '0a000002');
const innerIpv6 = ipv6(6, segment)
  .replace('20010db8000000000000000000000001', 'fd000000000000000000000000000001')
  .replace('20010db8000000000000000000000002', 'fd000000000000000000000000000002');
export const innerFrame: string = `020000000003020000000004 0800 ${innerIpv4}`;
/** 14 bytes of Ethernet padding behind, which no layer may take for payload. */
const paddedFrame = `${innerFrame} ${'00'.repeat(14)}`;
const snap = 'aaaa03 000000 0800';

export const IP4: string = ethernet(0x0800);
const IP6 = ethernet(0x86dd);

/** From port 50000. */
export function datagram(port: number, payload: string): string {
  return `c350 ${hex16(port)} ${hex16(8 + lengthOf(payload))} 0000 ${payload}`;
}

export function overUdp(port: number, payload: string): string {
  return IP4 + ipv4({ protocol: 17, payload: datagram(port, payload) });
}

export function overGre(header: string, payload: string): string {
  return IP4 + ipv4({ protocol: 47, payload: `${header} ${payload}` });
}

/** Frame control and flags, duration, three addresses, sequence control 0. */
function wireless(control: string): string {
  return `${control} 0000 020000000001 020000000002 020000000003 0000`;
}

const eth = (name: string, frame: string, tunnel: string): Encapsulation => ({ name, linkType: 1, frame, tunnel });
const link = (name: string, linkType: number, frame: string, tunnel = ''): Encapsulation => ({
  name,
  linkType,
  frame,
  tunnel,
});

const gtpu = (flags: string, options: string, packet: string): string =>
  `${flags} ff ${hex16(lengthOf(options + packet))} 00000063 ${options} ${packet}`;

export const ipTunnels: readonly Encapsulation[] = [
  eth('4 in 4', IP4 + ipv4({ protocol: 4, payload: innerIpv4 }), 'ip'),
  { ...eth('6 in 4', IP4 + ipv4({ protocol: 41, payload: innerIpv6 }), 'ip'), ipv6: true },
  eth('GRE', overGre('0000 0800', innerIpv4), 'gre'),
  eth('GRE with checksum', overGre('8000 0800 1234 0000', innerIpv4), 'gre'),
  eth('GRE with key', overGre('2000 0800 0000002a', innerIpv4), 'gre 42'),
  eth('GRE with sequence', overGre('1000 0800 00000001', innerIpv4), 'gre'),
  eth('GRE with all three', overGre('b000 0800 1234 0000 0000002a 00000001', innerIpv4), 'gre 42'),
  eth('GRE with a route', overGre('4000 0800 1234 0000 0800 00 04 c0000203 0000 00 00', innerIpv4), 'gre'),
  eth('GRE with Ethernet', overGre('0000 6558', innerFrame), 'gre'),
  { ...eth('GRE with IPv6', overGre('0000 86dd', innerIpv6), 'gre'), ipv6: true },
  eth('GRE with MPLS', overGre('0000 8847', `00010140 ${innerIpv4}`), 'gre'),
  eth('GRE with 802.11 (Aruba)', overGre('0000 8200', `${wireless('0802')} ${snap} ${innerIpv4}`), 'gre'),
  eth('GRE with PPP', overGre('0000 880b', `0021 ${innerIpv4}`), 'gre'),
  eth(
    'PPTP',
    overGre(`3081 880b ${hex16(4 + lengthOf(innerIpv4))} 0017 00000001 00000002 ff030021`, innerIpv4),
    'pptp 23',
  ),
  eth('PPTP, short PPP', overGre(`3001 880b ${hex16(1 + lengthOf(innerIpv4))} 0017 00000001 21`, innerIpv4), 'pptp 23'),
  eth('WCCP 1', overGre('0000 883e', innerIpv4), 'wccp'),
  eth('WCCP 2', overGre('0000 883e 00000000', innerIpv4), 'wccp'),
  eth('ERSPAN I', overGre('0000 88be', innerFrame), 'erspan'),
  eth('ERSPAN II', overGre('1000 88be 00000001 1001 0007 00000000', paddedFrame), 'erspan 7'),
  eth('ERSPAN III', overGre('1000 22eb 00000001 2001 0007 00000000 0000 0000', innerFrame), 'erspan 7'),
  eth(
    'ERSPAN III with platform',
    overGre(`1000 22eb 00000001 2001 0007 00000000 0000 0001 0000000000000000`, innerFrame),
    'erspan 7',
  ),
  eth('EtherIP', IP4 + ipv4({ protocol: 97, payload: `3000 ${innerFrame}` }), 'etherip'),
  eth('MPLS in IP', IP4 + ipv4({ protocol: 137, payload: `00010140 ${innerIpv4}` }), 'mpls-in-ip'),
  eth('VXLAN', overUdp(4789, `08000000 00007b00 ${paddedFrame}`), 'vxlan 123'),
  eth(
    'VXLAN with a VLAN inside',
    overUdp(8472, `08000000 00007b00 020000000003020000000004 8100 0005 0800 ${innerIpv4}`),
    'vxlan 123',
  ),
  eth('VXLAN-GPE with IPv4', overUdp(4790, `0c000001 00007b00 ${innerIpv4}`), 'vxlan 123'),
  eth('VXLAN-GPE with Ethernet', overUdp(4790, `0c000003 00007b00 ${innerFrame}`), 'vxlan 123'),
  eth(
    'VXLAN-GPE with NSH',
    overUdp(4790, `0c000004 00007b00 0fc2 02 01 000001ff 0000000000000000 ${innerIpv4}`.replace('0fc2', '0fc4')),
    'vxlan 123',
  ),
  eth('Geneve with Ethernet', overUdp(6081, `0000 6558 00007b00 ${innerFrame}`), 'geneve 123'),
  eth(
    'Geneve with options and IPv4',
    overUdp(6081, `0200 0800 00007b00 0102 80 01 00000000 ${innerIpv4}`),
    'geneve 123',
  ),
  eth('GTP-U', overUdp(2152, gtpu('30', '', innerIpv4)), 'gtp 99'),
  eth('GTP-U with sequence', overUdp(2152, gtpu('32', '0001 00 00', innerIpv4)), 'gtp 99'),
  eth('GTP-U with extension', overUdp(2152, gtpu('34', '0000 00 85 01 1009 00', innerIpv4)), 'gtp 99'),
  eth('GTP-U with two extensions', overUdp(2152, gtpu('36', '0001 00 c0 01 1234 85 01 1009 00', innerIpv4)), 'gtp 99'),
  { ...eth('Teredo', overUdp(3544, innerIpv6), 'teredo'), ipv6: true },
  {
    ...eth(
      'Teredo with indications',
      overUdp(3544, `0001 0000 0102030405060708 00 0000 3cd4 35a6a0fe ${innerIpv6}`),
      'teredo',
    ),
    ipv6: true,
  },
  eth('L2TP', overUdp(1701, `0002 0011 0022 ff03 0021 ${innerIpv4}`), 'l2tp 17'),
  eth(
    'L2TP with length, sequence, offset',
    overUdp(1701, `4a02 ${hex16(20 + lengthOf(innerIpv4))} 0011 0022 0001 0002 0002 0000 ff03 0021 ${innerIpv4}`),
    'l2tp 17',
  ),
  {
    ...eth('AYIYA', overUdp(5072, `44 52 11 29 00000001 ${'00'.repeat(16)} ${'00'.repeat(20)} ${innerIpv6}`), 'ayiya'),
    ipv6: true,
  },
  eth(
    'LISP',
    overUdp(4341, `48000001 00000001 ${innerIpv4}`).replace('48000001 00000001', '40000001 00000001'),
    'lisp',
  ),
  eth('TZSP', overUdp(37_008, `01 00 0001 0a 01 c4 00 01 ${innerFrame}`), 'tzsp'),
  eth('MPLS in UDP', overUdp(6635, `00010140 ${innerIpv4}`), 'mpls-in-ip'),
  eth(
    'CAPWAP',
    overUdp(5247, `00 100200 0000 0000`.replace('100200', '100300') + `${wireless('0801')} ${snap} ${innerIpv4}`),
    'capwap',
  ),
  eth(
    'CAPWAP, frame control swapped',
    overUdp(5247, `00 100300 0000 0000 ${wireless('0108')} ${snap} ${innerIpv4}`),
    'capwap',
  ),
  eth(
    'VXLAN in GRE',
    overGre('0000 0800', ipv4({ protocol: 17, payload: datagram(4789, `08000000 00007b00 ${innerFrame}`) })),
    'vxlan 123',
  ),
];

/** Over IPv6: the outer addresses are 2001:db8::1 and ::2. */
export const ipv6Tunnels: readonly Encapsulation[] = [
  eth('4 in 6', IP6 + ipv6(4, innerIpv4), 'ip'),
  { ...eth('6 in 6', IP6 + ipv6(41, innerIpv6), 'ip'), ipv6: true },
  { ...eth('6 in 6 with options', IP6 + ipv6(60, `29 00 04 01 04 01 01 00 ${innerIpv6}`), 'ip'), ipv6: true },
  eth('Ethernet in IPv6', IP6 + ipv6(143, innerFrame), 'ip'),
  eth('GRE over IPv6', IP6 + ipv6(47, `0000 0800 ${innerIpv4}`), 'gre'),
  eth('VXLAN over IPv6', IP6 + ipv6(17, datagram(4789, `08000000 00007b00 ${innerFrame}`)), 'vxlan 123'),
];

export const links: readonly Encapsulation[] = [
  eth('MPLS', `${ethernet(0x8847)} 00010040 00011140 ${innerIpv4}`, 'mpls 17'),
  eth('pseudowire with control word', `${ethernet(0x8847)} 00010140 00000000 ${innerFrame}`, 'mpls 16'),
  eth('pseudowire without', `${ethernet(0x8847)} 00010140 ${innerFrame}`, 'mpls 16'),
  eth(
    'MPLS in a pseudowire',
    `${ethernet(0x8847)} 00010140 00000000 020000000003020000000004 8847 00011140 ${innerIpv4}`,
    'mpls 16',
  ),
  eth('PPPoE', `${ethernet(0x8864)} 1100 0023 ${hex16(2 + lengthOf(innerIpv4))} 0021 ${innerIpv4} 0000`, 'pppoe 35'),
  {
    ...eth(
      'PPPoE with IPv6',
      `${ethernet(0x8864)} 1100 0023 ${hex16(2 + lengthOf(innerIpv6))} 0057 ${innerIpv6}`,
      'pppoe 35',
    ),
    ipv6: true,
  },
  eth('provider backbone bridge', `${ethernet(0x88a8)} 0064 88e7 00000539 ${innerFrame}`, 'pbb 1337'),
  eth('NSH', `${ethernet(0x894f)} 0fc2 02 03 000001ff ${innerFrame}`, 'nsh'),
  eth(
    'TRILL',
    `${ethernet(0x22f3)} 0042 0001 0002 00000000 ${innerFrame}`
      .replace('0042', '0041')
      .replace('0002 00000000', '0002 00000000'),
    '',
  ),
  eth('FabricPath', `${ethernet(0x8903)} 0042 ${innerFrame}`, ''),
  eth('VN-Tag', `${ethernet(0x8926)} 00000000 0800 ${innerIpv4}`, ''),
  eth('Cisco metadata', `${ethernet(0x8909)} 0101 0001 0007 0800 ${innerIpv4}`, ''),
  eth('HSR', `${ethernet(0x892f)} 0034 0001 0800 ${innerIpv4}`, ''),
  eth(
    'MACsec, not encrypted',
    `${ethernet(0x88e5)} 2000 00000001 0200000000030001 0800 ${innerIpv4} ${'00'.repeat(16)}`,
    '',
  ),
  eth(
    'VLAN tags of all kinds',
    `${ethernet(0x88a8)} 0001 9200 0002 9300 0003 9100 0004 8100 0005 0800 ${innerIpv4}`,
    '',
  ),
  eth('SNAP', `${ethernet(lengthOf(innerIpv4) + 8)} ${snap} ${innerIpv4}`, ''),
  eth('SNAP with a VLAN tag', `${ethernet(lengthOf(innerIpv4) + 12)} aaaa03 000000 8100 0005 0800 ${innerIpv4}`, ''),
  eth("LLC's own number of IP", `${ethernet(lengthOf(innerIpv4) + 3)} 060603 ${innerIpv4}`, ''),
  link('PPP', 9, `0021 ${innerIpv4}`),
  link('PPP framed', 9, `ff03 0021 ${innerIpv4}`),
  link('PPP with a short protocol', 9, `21 ${innerIpv4}`),
  link('PPP with Cisco HDLC', 9, `0f00 0800 ${innerIpv4}`),
  link('PPP in HDLC', 50, `ff03 0021 ${innerIpv4}`),
  link('PPP with MPLS', 50, `ff03 0281 00010140 ${innerIpv4}`, 'mpls 16'),
  link('PPPoE without Ethernet', 51, `1100 0023 ${hex16(2 + lengthOf(innerIpv4))} 0021 ${innerIpv4}`, 'pppoe 35'),
  link('PPP with direction', 204, `01 ff03 0021 ${innerIpv4}`),
  link('PPP of pppd', 166, `0003 0021 ${innerIpv4}`),
  link('Cisco HDLC', 104, `8f00 0800 ${innerIpv4}`),
  link('frame relay', 107, `1841 03 cc ${innerIpv4}`),
  link('frame relay with SNAP', 107, `1841 03 00 80 000000 0800 ${innerIpv4}`),
  link('frame relay, bridged', 107, `1841 03 00 80 0080c2 0007 ${innerFrame}`),
  link("frame relay, Cisco's", 107, `1841 0800 ${innerIpv4}`),
  link('ATM', 100, `${snap} ${innerIpv4}`),
  link('ATM, bridged', 100, `aaaa03 0080c2 0007 0000 ${innerFrame}`),
  link('token ring', 6, `1040 020000000001 020000000002 ${snap} ${innerIpv4}`),
  link('token ring with a route', 6, `1040 020000000001 820000000002 0630 0011 0020 ${snap} ${innerIpv4}`),
  link('FDDI', 10, `50 020000000001 020000000002 ${snap} ${innerIpv4}`),
  link('IP over Fibre Channel', 122, `1000020000000001 1000020000000002 ${snap} ${innerIpv4}`),
  link('IP over FireWire', 138, `0200000000000001 0200000000000002 0800 ${innerIpv4}`),
  link('MPLS link', 219, `00010140 ${innerIpv4}`, 'mpls 16'),
  link('Linux cooked with a VLAN', 113, `0000 0001 0006 0200000000010000 8100 0005 0800 ${innerIpv4}`),
  link('Linux cooked with LLC', 113, `0000 0001 0006 0200000000010000 0004 ${snap} ${innerIpv4}`),
  link('Linux cooked 2 with a VLAN', 276, `8100 0000 00000002 0001 00 06 0200000000010000 0005 0800 ${innerIpv4}`),
  link('NFLOG', 239, `02 00 0000 0800 0100 0800 0300 0500 0a00 61000000 ${nflogPayload(innerIpv4)}`),
  link(
    'NFLOG of a big-endian machine',
    239,
    `02 00 0000 0008 0001 0800 0003 ${hex16(4 + lengthOf(innerIpv4))} 0009 ${innerIpv4}`,
  ),
  link('PFLOG', 117, `3d02 0000 ${'00'.repeat(57)} 000000 ${innerIpv4}`),
  link('ENC', 109, `02000000 00001234 00000000 ${innerIpv4}`),
  link('SLIP', 8, `00 ${'00'.repeat(15)} ${innerIpv4}`),
  link('SLIP without a header', 8, innerIpv4),
  link('802.11 to the system', 105, `${wireless('0801')} ${snap} ${innerIpv4}`),
  link('802.11 with QoS', 105, `${wireless('8802')} 0000 ${snap} ${innerIpv4}`),
  link('802.11 with QoS and HT control', 105, `${wireless('8882')} 0000 00000000 ${snap} ${innerIpv4}`),
  link('802.11 with four addresses', 105, `${wireless('0803')} 020000000004 ${snap} ${innerIpv4}`),
  link(
    '802.11 with an A-MSDU',
    105,
    `${wireless('8802')} 8000 020000000005 020000000006 ${hex16(8 + lengthOf(innerIpv4))} ${snap} ${innerIpv4}`,
  ),
  link('radiotap', 127, `0000 0800 00000000 ${wireless('0802')} ${snap} ${innerIpv4}`),
  link(
    'radiotap with padding',
    127,
    `0000 1100 03000000 0000000000000000 20 ${wireless('8802')} 0000 0000 ${snap} ${innerIpv4}`,
  ),
  link(
    'radiotap with more words',
    127,
    `0000 1000 02000080 00000000 20 000000 ${wireless('8802')} 0000 0000 ${snap} ${innerIpv4}`,
  ),
  link('Prism', 119, `44000000 90000000 ${'00'.repeat(136)} ${wireless('0802')} ${snap} ${innerIpv4}`),
  link(
    'AVS under the number of Prism',
    119,
    `80211001 00000040 ${'00'.repeat(56)} ${wireless('0802')} ${snap} ${innerIpv4}`,
  ),
  link('AVS', 163, `80211001 00000040 ${'00'.repeat(56)} ${wireless('0802')} ${snap} ${innerIpv4}`),
  link('PPI', 192, `0000 0800 69000000 ${wireless('0802')} ${snap} ${innerIpv4}`),
  link('PKTAP', 258, `${'6c000000 01000000 01000000'} ${'00'.repeat(96)} ${innerFrame}`),
];

/** Little-endian. */
function nflogPayload(packet: string): string {
  const length = hex16(4 + lengthOf(packet));
  return `${length.slice(2)}${length.slice(0, 2)} 0900 ${packet}`;
}
