/** SCTP's common header (RFC 9260 §3.1); the payload is its chunks. */
import type { DecodedPacket } from './packet.ts';
import { decodePorts, setPayload } from './ports.ts';

const HEADER_LENGTH = 12;

export function decodeSctp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (decodePorts(bytes, at, limit, packet)) setPayload(packet, at + HEADER_LENGTH, packetEnd, limit);
}
