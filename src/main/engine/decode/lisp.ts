/** LISP data packets (RFC 9300 §5.3): IP behind eight bytes. */
import { continueWith, enterTunnel, LAYER_IP } from './inner-layer.ts';
import { looksLikeIp } from './looks-like.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_LISP } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

/** The second word begins with an instance id where this flag says so. */
const FLAG_INSTANCE = 0x08;
const INSTANCE_AT = 4;
const HEADER_LENGTH = 8;

export function enterLisp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  const position = at + HEADER_LENGTH;
  if (!looksLikeIp(bytes, position, limit, packetEnd)) return;
  const instance = (bytes[at]! & FLAG_INSTANCE) === 0 ? -1 : read32(bytes, at + INSTANCE_AT) >>> 8;
  enterTunnel(packet, TUNNEL_LISP, instance, instance >= 0);
  continueWith(LAYER_IP, position, limit, packetEnd);
}
