/** IP of either version: the version field decides, even where the link layer announced the other one. */
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_IP_BAD_VERSION, REASON_IPV4_TRUNCATED } from './reasons.ts';

export function decodeIp(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (at >= end) {
    markUndecoded(packet, REASON_IPV4_TRUNCATED);
    return;
  }
  const version = bytes[at]! >> 4;
  if (version === 4) decodeIpv4(bytes, at, end, wireEnd, packet);
  else if (version === 6) decodeIpv6(bytes, at, end, wireEnd, packet);
  else markUndecoded(packet, REASON_IP_BAD_VERSION);
}
