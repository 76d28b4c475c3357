/** What TCP and UDP carry, told by ports or by its first bytes: DNS and its likes, TLS, HTTP, QUIC's long headers, DHCP. */
import { DNS_HEADER_LENGTH, looksLikeDns } from '../dns-message.ts';
import { readDhcp } from './dhcp-layer.ts';
import { readDns } from './dns-layer.ts';
import { looksLikeHttp, readHttp } from './http-layer.ts';
import { readQuic } from './quic-layer.ts';
import { looksLikeTls, readTls } from './tls-layer.ts';
import { hexNumber, next, type Next, type Reading } from './reading.ts';

const DNS_NAMES: ReadonlyMap<number, string> = new Map([
  [53, 'DNS'],
  [5353, 'mDNS'],
  [5355, 'LLMNR'],
]);

export function readApplication(reading: Reading, at: number, end: number): Next | null {
  if (at >= end) return null;
  const { transport, sourcePort, destinationPort } = reading;
  const ports = [destinationPort, sourcePort];
  const dns = ports.map((port) => DNS_NAMES.get(port)).find((name) => name !== undefined);
  if (dns !== undefined) {
    const prefix = transport === 'tcp' ? 2 : 0;
    // Of the first fragment of a message there may be nothing but its header.
    const header = reading.fragmented && end - at >= DNS_HEADER_LENGTH;
    if (header || looksLikeDns(reading.bytes, at + prefix, end)) return readDns(reading, at, end, dns, prefix);
  }
  if (transport === 'tcp') {
    if (looksLikeTls(reading, at, end)) return readTls(reading, at, end);
    if (looksLikeHttp(reading, at, end)) return readHttp(reading, at, end);
    return next('payload', at, end);
  }
  if (ports.some((port) => port === 67 || port === 68)) return readDhcp(reading, at, end);
  if (ports.some((port) => port === 4789 || port === 8472)) return readVxlan(reading, at, end);
  if (ports.includes(6081)) return readGeneve(reading, at, end);
  return readQuic(reading, at, end);
}

function readVxlan(reading: Reading, at: number, end: number): Next | null {
  if (end - at < 8 || (reading.u8(at) & 0x08) === 0) return next('payload', at, end);
  reading.add('VXLAN', at, at + 8, [
    ['Flags', hexNumber(reading.u8(at), 2)],
    ['Network identifier', String(reading.u32(at + 4) >>> 8)],
  ]);
  return next('ethernet', at + 8, end);
}

function readGeneve(reading: Reading, at: number, end: number): Next | null {
  const length = end - at < 8 ? 8 : 8 + (reading.u8(at) & 0x3f) * 4;
  if (end - at < length || reading.u8(at) >> 6 !== 0) return next('payload', at, end);
  const type = reading.u16(at + 2);
  reading.add('Geneve', at, at + length, [
    ['Options', `${length - 8} bytes`],
    ['Protocol type', hexNumber(type, 4)],
    ['Network identifier', String(reading.u32(at + 4) >>> 8)],
  ]);
  return next('ether-type', at + length, end, type);
}
