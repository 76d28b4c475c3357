/** IPv4 (RFC 791) and IPv6 (RFC 8200) with its extension headers. */
import { protocolName } from '#base/protocol-names.ts';
import { flagNames, hexNumber, named, next, type Field, type Next, type Reading } from './reading.ts';

const IPV4_FLAGS = [
  [4, 'reserved'],
  [2, "don't fragment"],
  [1, 'more fragments'],
] as const;
const CONGESTION = ['not capable', 'capable (1)', 'capable (0)', 'congestion experienced'];

const AUTHENTICATION = 51;
const EXTENSIONS: ReadonlyMap<number, string> = new Map([
  [0, 'IPv6 hop-by-hop options'],
  [43, 'IPv6 routing'],
  [44, 'IPv6 fragment'],
  [60, 'IPv6 destination options'],
  [135, 'IPv6 mobility'],
  [139, 'Host identity'],
  [140, 'Shim6'],
]);

export function readIp(reading: Reading, at: number, end: number): Next | null {
  if (end <= at) return null;
  const version = reading.u8(at) >> 4;
  if (version === 4) return readIpv4(reading, at, end);
  if (version === 6) return readIpv6(reading, at, end);
  return null;
}

function protocolText(protocol: number): string {
  return named(protocol, protocolName(protocol));
}

function trafficFields(value: number): Field[] {
  return [
    ['DSCP', String(value >> 2)],
    ['ECN', named(value & 3, CONGESTION[value & 3])],
  ];
}

function readIpv4(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('IPv4', at, end, 20)) return null;
  const headerLength = (reading.u8(at) & 15) * 4;
  const totalLength = reading.u16(at + 2);
  const fragment = reading.u16(at + 6);
  const offset = (fragment & 0x1fff) * 8;
  const protocol = reading.u8(at + 9);
  const fields: Field[] = [
    ['Header length', `${headerLength} bytes`],
    ...trafficFields(reading.u8(at + 1)),
    ['Total length', totalLength === 0 ? '0 (left to the network card)' : String(totalLength)],
    ['Identification', hexNumber(reading.u16(at + 4), 4)],
    ['Flags', flagNames(fragment >> 13, IPV4_FLAGS)],
    ['Fragment offset', String(offset)],
    ['TTL', String(reading.u8(at + 8))],
    ['Protocol', protocolText(protocol)],
    ['Header checksum', hexNumber(reading.u16(at + 10), 4)],
    ['Source', reading.ipv4(at + 12)],
    ['Destination', reading.ipv4(at + 16)],
  ];
  if (headerLength < 20 || headerLength > end - at) {
    reading.add('IPv4', at, end, [...fields, ['Cut', `a header of ${headerLength} bytes is not there`]]);
    return null;
  }
  if (headerLength > 20) fields.push(['Options', reading.hex(at + 20, headerLength - 20)]);
  reading.add('IPv4', at, at + headerLength, fields);
  const behind = totalLength === 0 ? end : Math.min(end, at + Math.max(headerLength, totalLength));
  noteFragment(reading, offset, (fragment & 0x2000) !== 0);
  return offset > 0
    ? next('payload', at + headerLength, behind)
    : next('protocol', at + headerLength, behind, protocol);
}

function readIpv6(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('IPv6', at, end, 40)) return null;
  const first = reading.u32(at);
  const payloadLength = reading.u16(at + 4);
  const following = reading.u8(at + 6);
  reading.add('IPv6', at, at + 40, [
    ...trafficFields((first >>> 20) & 0xff),
    ['Flow label', hexNumber(first & 0xf_ffff, 5)],
    ['Payload length', String(payloadLength)],
    ['Next header', protocolText(following)],
    ['Hop limit', String(reading.u8(at + 7))],
    ['Source', reading.ipv6(at + 8)],
    ['Destination', reading.ipv6(at + 24)],
  ]);
  const behind = payloadLength === 0 ? end : Math.min(end, at + 40 + payloadLength);
  return next('protocol', at + 40, behind, following);
}

/** An extension header, or IPsec's authentication header; undefined where the protocol is none. */
export function readExtension(reading: Reading, at: number, end: number, protocol: number): Next | null | undefined {
  if (protocol === AUTHENTICATION) return readAuthentication(reading, at, end);
  const name = EXTENSIONS.get(protocol);
  if (name === undefined) return undefined;
  if (reading.isCut(name, at, end, 8)) return null;
  const following = reading.u8(at);
  if (protocol === 44) {
    const word = reading.u16(at + 2);
    reading.add(name, at, at + 8, [
      ['Next header', protocolText(following)],
      ['Fragment offset', String(word & 0xfff8)],
      ['More fragments', (word & 1) === 0 ? 'no' : 'yes'],
      ['Identification', hexNumber(reading.u32(at + 4), 8)],
    ]);
    noteFragment(reading, word & 0xfff8, (word & 1) !== 0);
    return (word & 0xfff8) > 0 ? next('payload', at + 8, end) : next('protocol', at + 8, end, following);
  }
  const length = (reading.u8(at + 1) + 1) * 8;
  const fields: Field[] = [
    ['Next header', protocolText(following)],
    ['Length', `${length} bytes`],
  ];
  if (protocol === 43) {
    fields.push(['Routing type', String(reading.u8(at + 2))], ['Segments left', String(reading.u8(at + 3))]);
  }
  if (reading.isCut(name, at, end, length, fields)) return null;
  reading.add(name, at, at + length, fields);
  return next('protocol', at + length, end, following);
}

function readAuthentication(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('AH', at, end, 12)) return null;
  const following = reading.u8(at);
  const length = (reading.u8(at + 1) + 2) * 4;
  reading.add('AH', at, Math.min(end, at + length), [
    ['Next header', protocolText(following)],
    ['SPI', hexNumber(reading.u32(at + 4), 8)],
    ['Sequence', String(reading.u32(at + 8))],
  ]);
  return next('protocol', at + length, end, following);
}

function noteFragment(reading: Reading, offset: number, more: boolean): void {
  reading.fragmented = offset > 0 || more;
}
