/** PPPoE sessions (RFC 2516 §4) that carry IPv4 or IPv6 in PPP (RFC 1661 §2); the rest is counted as PPPoE. */
import { decodeIp } from './ip.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const PPP_PROTOCOL_AT = 6;
const HEADER_LENGTH = 8;
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;

export function decodePppoe(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  etherType: number,
  packet: DecodedPacket,
): void {
  if (end - at < HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const protocol = (bytes[at + PPP_PROTOCOL_AT]! << 8) | bytes[at + PPP_PROTOCOL_AT + 1]!;
  if (protocol === PPP_IPV4 || protocol === PPP_IPV6) decodeIp(bytes, at + HEADER_LENGTH, end, wireEnd, packet);
  else markNonIp(packet, etherType);
}
