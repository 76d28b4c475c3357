/** Ports: the first four bytes of TCP, UDP, UDP-Lite and SCTP alike, and how payload is recorded above such a header. */
import { type DecodedPacket, PROTOCOL_SCTP, PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_UDPLITE } from './packet.ts';

const DESTINATION_PORT_AT = 2;
export const PORTS_LENGTH = 4;

/** Of IP protocols. */
export function hasPorts(protocol: number): boolean {
  return (
    protocol === PROTOCOL_TCP ||
    protocol === PROTOCOL_UDP ||
    protocol === PROTOCOL_SCTP ||
    protocol === PROTOCOL_UDPLITE
  );
}

/** False where the ports were not captured. */
export function decodePorts(bytes: Uint8Array, at: number, limit: number, packet: DecodedPacket): boolean {
  if (limit - at < PORTS_LENGTH) {
    packet.payloadOffset = limit;
    return false;
  }
  packet.sourcePort = (bytes[at]! << 8) | bytes[at + 1]!;
  packet.destinationPort = (bytes[at + DESTINATION_PORT_AT]! << 8) | bytes[at + DESTINATION_PORT_AT + 1]!;
  return true;
}

/** Payload from `payloadAt` to `payloadEnd` on the wire, of which the part below `limit` was captured. */
export function setPayload(packet: DecodedPacket, payloadAt: number, payloadEnd: number, limit: number): void {
  const offset = payloadAt < limit ? payloadAt : limit;
  const capturedEnd = payloadEnd < limit ? payloadEnd : limit;
  packet.payloadOffset = offset;
  packet.payloadCaptured = capturedEnd > offset ? capturedEnd - offset : 0;
  packet.payloadLength = payloadEnd > payloadAt ? payloadEnd - payloadAt : 0;
}
