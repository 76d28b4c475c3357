/** Teredo (RFC 4380 §5.1.1): IPv6 in UDP, between clients and the server's port behind up to two indications. */
import { continueWith, enterTunnel, LAYER_IP } from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_TEREDO } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

const INDICATION_ORIGIN = 0x0000;
const ORIGIN_LENGTH = 8;
const INDICATION_AUTHENTICATION = 0x0001;
/** Type, two lengths, nonce and confirmation; identifier and value of these lengths are in between. */
const AUTHENTICATION_LENGTH = 13;

const IPV6_HEADER_LENGTH = 40;
const PAYLOAD_LENGTH_AT = 4;
const SOURCE_AT = 8;
const DESTINATION_AT = 24;
/** 2001::/32, §2.6. */
const TEREDO_PREFIX = 0x2001_0000;

/** To or from a server. */
export function enterTeredo(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  let position = at;
  if (limit - position >= 4 && read16(bytes, position) === INDICATION_AUTHENTICATION)
    position += AUTHENTICATION_LENGTH + bytes[position + 2]! + bytes[position + 3]!;
  if (limit - position >= 2 && read16(bytes, position) === INDICATION_ORIGIN) position += ORIGIN_LENGTH;
  if (limit - position < IPV6_HEADER_LENGTH || bytes[position]! >> 4 !== 6) return;
  if (position + IPV6_HEADER_LENGTH + read16(bytes, position + PAYLOAD_LENGTH_AT) > packetEnd) return;
  enterTunnel(packet, TUNNEL_TEREDO, -1, false);
  continueWith(LAYER_IP, position, limit, packetEnd);
}

/** Between clients, or a client and a relay: any ports, so it takes a length that is exact and an address of Teredo's. */
export function enterTeredoPeer(bytes: Uint8Array, packet: DecodedPacket): void {
  const at = packet.payloadOffset;
  if (packet.payloadCaptured < IPV6_HEADER_LENGTH || bytes[at]! >> 4 !== 6) return;
  if (packet.payloadLength !== IPV6_HEADER_LENGTH + read16(bytes, at + PAYLOAD_LENGTH_AT)) return;
  if (read32(bytes, at + SOURCE_AT) !== TEREDO_PREFIX && read32(bytes, at + DESTINATION_AT) !== TEREDO_PREFIX) return;
  enterTunnel(packet, TUNNEL_TEREDO, -1, false);
  continueWith(LAYER_IP, at, at + packet.payloadCaptured, at + packet.payloadLength);
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
