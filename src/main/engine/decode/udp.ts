/** UDP (RFC 768) and UDP-Lite (RFC 3828), whose third field is the checksum's coverage instead of a length. */
import type { DecodedPacket } from './packet.ts';
import { decodePorts, setPayload } from './ports.ts';
import { enterUdpTunnel } from './udp-tunnels.ts';

const LENGTH_AT = 4;
const HEADER_LENGTH = 8;

export function decodeUdp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (!decodePorts(bytes, at, limit, packet)) return;
  let payloadEnd = packetEnd;
  if (limit - at >= LENGTH_AT + 2) {
    const length = (bytes[at + LENGTH_AT]! << 8) | bytes[at + LENGTH_AT + 1]!;
    // 0 is a datagram longer than the field can say (RFC 2675 §4); the header's length or less: no payload. Bytes
    // beyond the length are not UDP's, and a first fragment holds fewer than it says.
    if (length !== 0 && at + length < packetEnd) payloadEnd = at + length;
  }
  setPayload(packet, at + HEADER_LENGTH, payloadEnd, limit);
  if (packet.payloadCaptured > 0) enterUdpTunnel(bytes, packet);
}

export function decodeUdpLite(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (decodePorts(bytes, at, limit, packet)) setPayload(packet, at + HEADER_LENGTH, packetEnd, limit);
}
