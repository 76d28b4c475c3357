/** AYIYA (draft-massar-v6ops-ayiya §3): IPv6 through NAT to a tunnel broker. */
import { continueWith, enterTunnel, LAYER_IP } from './inner-layer.ts';
import { looksLikeIp } from './looks-like.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_AYIYA } from './tunnel-kinds.ts';

/** Identity length as a power of two above its type; signature length in words above the hash; operation below. */
const SIGNATURE_AT = 1;
const OPERATION_AT = 2;
const NEXT_HEADER_AT = 3;
/** Up to and with the time. */
const FIXED_LENGTH = 8;
const OPERATION_MASK = 0x0f;
const OPERATION_FORWARD = 1;

const NEXT_IPV4 = 4;
const NEXT_IPV6 = 41;

export function enterAyiya(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at < FIXED_LENGTH || (bytes[at + OPERATION_AT]! & OPERATION_MASK) !== OPERATION_FORWARD) return;
  const next = bytes[at + NEXT_HEADER_AT]!;
  if (next !== NEXT_IPV4 && next !== NEXT_IPV6) return;
  const position = at + FIXED_LENGTH + (1 << (bytes[at]! >> 4)) + ((bytes[at + SIGNATURE_AT]! >> 4) << 2);
  if (!looksLikeIp(bytes, position, limit, packetEnd)) return;
  enterTunnel(packet, TUNNEL_AYIYA, -1, false);
  continueWith(LAYER_IP, position, limit, packetEnd);
}
