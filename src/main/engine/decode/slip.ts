/**
 * SLIP (RFC 1055) as libpcap writes it: direction, and the header as it was compressed, in front of the packet. Files of
 * other programs hold the bare packet; the IP version tells.
 */
import { decodeIp } from './ip.ts';
import { looksLikeIp } from './looks-like.ts';
import type { DecodedPacket } from './packet.ts';

const HEADER_LENGTH = 16;

export function decodeSlip(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  const bare = looksLikeIp(bytes, at, end, wireEnd) && !looksLikeIp(bytes, at + HEADER_LENGTH, end, wireEnd);
  decodeIp(bytes, bare ? at : at + HEADER_LENGTH, end, wireEnd, packet);
}
