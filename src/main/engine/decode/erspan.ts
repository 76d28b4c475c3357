/**
 * ERSPAN, mirrored Ethernet frames in GRE (draft-foschiano-erspan): type I without a header of its own, II with 8 bytes,
 * III with 12 and, where it says so, 8 more of the platform. The session id is the mirror's, the same for all it sends.
 */
import { continueWith, enterTunnel, LAYER_ETHERNET, LAYER_IP } from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_ERSPAN } from './tunnel-kinds.ts';

export const ETHERTYPE_ERSPAN = 0x88be;
export const ETHERTYPE_ERSPAN3 = 0x22eb;

export const ERSPAN_1 = 1;
export const ERSPAN_2 = 2;
export const ERSPAN_3 = 3;

const SESSION_AT = 2;
const SESSION_MASK = 0x03ff;
const HEADER_2_LENGTH = 8;
const HEADER_3_LENGTH = 12;
/** Header III's last two bytes: frame type (five bits below the top one), and whether the platform's part follows. */
const FRAME_AT = 10;
const FRAME_SHIFT = 10;
const FRAME_MASK = 0x1f;
const FRAME_IP = 2;
const PLATFORM_FOLLOWS = 0x0001;
const PLATFORM_LENGTH = 8;

export function enterErspan(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  type: number,
  packet: DecodedPacket,
): void {
  if (type === ERSPAN_1) {
    enterTunnel(packet, TUNNEL_ERSPAN, -1, false);
    continueWith(LAYER_ETHERNET, at, limit, packetEnd);
    return;
  }
  if (limit - at < (type === ERSPAN_2 ? HEADER_2_LENGTH : HEADER_3_LENGTH)) return;
  const session = ((bytes[at + SESSION_AT]! << 8) | bytes[at + SESSION_AT + 1]!) & SESSION_MASK;
  let layer = LAYER_ETHERNET;
  let position = at + HEADER_2_LENGTH;
  if (type === ERSPAN_3) {
    const frame = (bytes[at + FRAME_AT]! << 8) | bytes[at + FRAME_AT + 1]!;
    if (((frame >> FRAME_SHIFT) & FRAME_MASK) === FRAME_IP) layer = LAYER_IP;
    position = at + HEADER_3_LENGTH + ((frame & PLATFORM_FOLLOWS) === 0 ? 0 : PLATFORM_LENGTH);
  }
  enterTunnel(packet, TUNNEL_ERSPAN, session, true);
  continueWith(layer, position, limit, packetEnd);
}
