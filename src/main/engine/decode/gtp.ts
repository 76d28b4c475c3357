/** GTP-U (3GPP TS 29.281 §5.1, extension headers §5.2.1): user packets between the nodes of a mobile network. */
import { continueWith, enterTunnel, LAYER_IP } from './inner-layer.ts';
import { looksLikeIp } from './looks-like.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_GTP } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

const TYPE_AT = 1;
const LENGTH_AT = 2;
const ENDPOINT_AT = 4;
const HEADER_LENGTH = 8;

/** Version 1 and "GTP, not GTP'". */
const VERSION_MASK = 0xf0;
const VERSION_1 = 0x30;
/** Extension header, sequence number or N-PDU number: with any of them the fields for all three are there. */
const OPTIONS = 0x07;
const HAS_EXTENSIONS = 0x04;
const OPTIONS_LENGTH = 4;
/** The G-PDU, the only message that carries a user's packet. */
const TYPE_USER_PACKET = 0xff;

export function enterGtp(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  if (limit - at <= HEADER_LENGTH) return;
  const flags = bytes[at]!;
  if ((flags & VERSION_MASK) !== VERSION_1 || bytes[at + TYPE_AT] !== TYPE_USER_PACKET) return;
  const length = (bytes[at + LENGTH_AT]! << 8) | bytes[at + LENGTH_AT + 1]!;
  const end = at + HEADER_LENGTH + length;
  if (length === 0 || end > packetEnd) return;
  const captured = end < limit ? end : limit;
  const position = (flags & OPTIONS) === 0 ? at + HEADER_LENGTH : skipOptions(bytes, at, captured, flags);
  if (position < 0 || !looksLikeIp(bytes, position, captured, end)) return;
  enterTunnel(packet, TUNNEL_GTP, read32(bytes, at + ENDPOINT_AT) >>> 0, false);
  continueWith(LAYER_IP, position, captured, end);
}

/** Where the user's packet begins, or -1. An extension header has its length in words first and the next type last. */
function skipOptions(bytes: Uint8Array, at: number, limit: number, flags: number): number {
  let position = at + HEADER_LENGTH + OPTIONS_LENGTH;
  if (position > limit) return -1;
  let next = (flags & HAS_EXTENSIONS) === 0 ? 0 : bytes[position - 1]!;
  while (next !== 0) {
    if (position >= limit) return -1;
    const length = bytes[position]! << 2;
    position += length;
    if (length === 0 || position > limit) return -1;
    next = bytes[position - 1]!;
  }
  return position;
}
