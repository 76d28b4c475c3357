/**
 * The IP Authentication Header after IPv4 (RFC 4302 §2): it hides nothing, so the conversation is that of the protocol
 * behind it. After IPv6 it is one of the extension headers.
 */
import type { DecodedPacket } from './packet.ts';
import { decodeTransport } from './transport.ts';

const PROTOCOL_AH = 51;
const PAYLOAD_LENGTH_AT = 1;
/** Up to and with the sequence number. */
const FIXED_LENGTH = 12;

/** `at` … `limit`: captured; `packetEnd`: where the IP packet ends on the wire. */
export function skipAuthenticationHeader(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at < FIXED_LENGTH) {
    decodeTransport(bytes, at, limit, packetEnd, PROTOCOL_AH, packet);
    return;
  }
  const next = at + ((bytes[at + PAYLOAD_LENGTH_AT]! + 2) << 2);
  decodeTransport(bytes, next < limit ? next : limit, limit, packetEnd, bytes[at]!, packet);
}
