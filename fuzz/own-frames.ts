/** Frames of our own, so that every link type has something to begin with where no capture has any. */
import {
  LINKTYPE_ETHERNET,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NULL,
} from '#main/engine/decode/link-types.ts';
import { ipTunnels, ipv6Tunnels, links } from '#main/engine/decode/test-encapsulations.ts';
import { bytesOf, ethernet, ipv4, ipv6, tcpHeader, udp } from '#main/engine/decode/test-frames.ts';

const query = '1234 0100 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001';
const version4 = [
  ipv4({ protocol: 6, payload: `${tcpHeader} 616263` }),
  ipv4({ protocol: 17, payload: udp(query) }),
  ipv4({ protocol: 17, payload: udp(query.slice(0, 49)), fragment: 0x2000, id: 7 }),
  ipv4({ protocol: 17, payload: '6162636465666768', fragment: 0x0003, id: 7 }),
  ipv4({ protocol: 1, payload: `0303 0000 00000000 ${ipv4({ protocol: 17, payload: udp('') })}` }),
  ipv4({ protocol: 47, payload: `0000 0800 ${ipv4({ protocol: 17, payload: udp('6162') })}` }),
  ipv4({ protocol: 4, payload: ipv4({ protocol: 6, payload: tcpHeader }) }),
  ipv4({ protocol: 51, payload: `11 04 0000 00000001 00000001 000000000000000000000000 ${udp('6162')}` }),
];
const version6 = [
  ipv6(17, udp(query)),
  ipv6(0, `2c 00 c204 00000000 3c 00 0001 00000001 11 00 0104 00000000 ${udp('6162')}`),
  ipv6(58, `0100 0000 00000000 ${ipv6(43, `11 00 0104 00000000 ${udp('')}`)}`),
  ipv6(41, ipv6(6, tcpHeader)),
];

/** In front of IPv4 and of IPv6, by link type; the rest begins with the IP header, or finds it by being changed. */
const heads: ReadonlyMap<number, readonly [string, string]> = new Map([
  [LINKTYPE_ETHERNET, [ethernet(0x0800), ethernet(0x86dd)]],
  [LINKTYPE_NULL, ['02000000', '1e000000']],
  [LINKTYPE_LOOP, ['00000002', '00000018']],
  [LINKTYPE_LINUX_SLL, ['0000 0001 0006 020000000001 0000 0800', '0000 0001 0006 020000000001 0000 86dd']],
  [
    LINKTYPE_LINUX_SLL2,
    [`0800 0000 00000002 0001 00 06 ${'00'.repeat(8)}`, `86dd 0000 00000002 0001 00 06 ${'00'.repeat(8)}`],
  ],
  [9, ['ff03 0021', '0057']],
  [50, ['ff03 0021', 'ff03 0057']],
  [51, ['1100 0001 0002 0021', '1100 0001 0002 0057']],
  [104, ['0f00 0800', '0f00 86dd']],
  [105, [`0800 0000 ${'02'.repeat(18)} 0000 aaaa03000000 0800`, `0800 0000 ${'02'.repeat(18)} 0000 aaaa03000000 86dd`]],
  [127, [`0000 0800 00000000 0800 0000 ${'02'.repeat(18)} 0000 aaaa03000000 0800`, '']],
  [239, ['02 00 0000 0400 0900', '0a 00 0000 0400 0900']],
]);

const encapsulations = [...ipTunnels, ...ipv6Tunnels, ...links];

export function ownFrames(linkType: number): Uint8Array[] {
  const [four, six] = heads.get(linkType) ?? ['', ''];
  const frames = [
    ...(linkType === LINKTYPE_IPV6 ? [] : version4.map((packet) => four + packet)),
    ...(linkType === LINKTYPE_IPV4 ? [] : version6.map((packet) => six + packet)),
  ];
  frames.push(...encapsulations.filter((each) => each.linkType === linkType).map(({ frame }) => frame));
  if (linkType === LINKTYPE_ETHERNET) {
    const tagged = `${ethernet(0x88a8)} 0001 8100 0002 0800 ${version4[0]!}`;
    frames.push(
      tagged,
      `${ethernet(0x8847)} 00010140 ${version4[1]!}`,
      `${ethernet(0x8864)} 1100 0001 0040 0021 ${version4[1]!}`,
    );
  }
  return frames.map((frame) => bytesOf(frame));
}
