/** QUIC's long header (RFC 9000 §17.2, RFC 9369), which is all of it that is not encrypted. */
import { hexNumber, named, next, type Next, type Reading } from './reading.ts';

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0, 'version negotiation'],
  [0x0000_0001, 'version 1'],
  [0x6b33_43cf, 'version 2'],
]);
const TYPES = ['initial', '0-RTT', 'handshake', 'retry'];
const LONGEST_ID = 20;

export function readQuic(reading: Reading, at: number, end: number): Next {
  const payload = next('payload', at, end);
  if (end - at < 7 || (reading.u8(at) & 0xc0) !== 0xc0) return payload;
  const version = reading.u32(at + 1);
  const name = VERSIONS.get(version);
  const toLength = reading.u8(at + 5);
  if (name === undefined || toLength > LONGEST_ID || at + 7 + toLength > end) return payload;
  const fromAt = at + 7 + toLength;
  const fromLength = reading.u8(fromAt - 1);
  if (fromLength > LONGEST_ID || fromAt + fromLength > end) return payload;
  const type = (((reading.u8(at) >> 4) & 3) + (version === 0x6b33_43cf ? 3 : 0)) & 3;
  reading.add('QUIC', at, fromAt + fromLength, [
    ['Version', named(version, name, hexNumber(version, 8))],
    ...(version === 0 ? [] : [['Packet type', TYPES[type]!] as const]),
    ['Destination connection id', reading.hex(at + 6, toLength, '')],
    ['Source connection id', reading.hex(fromAt, fromLength, '')],
  ]);
  return next('payload', fromAt + fromLength, end);
}
