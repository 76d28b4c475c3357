/** CAPWAP data (RFC 5415 §4.3): frames between an access point and its controller, unless encrypted or in fragments. */
import { continueWith, enterTunnel, LAYER_ETHERNET, LAYER_WIRELESS } from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_CAPWAP } from './tunnel-kinds.ts';
import { FRAME_CONTROL_MAY_BE_SWAPPED } from './wireless.ts';
import { read32 } from './words.ts';

/**
 * First word: version and type (0: a CAPWAP header follows, 1: DTLS), header length in words (5 bits), radio (5), kind of
 * frame (5, RFC 5416: 1 is 802.11), then flags from "native frame format" and "fragment" on.
 */
const HEADER_LENGTH_SHIFT = 19;
const KIND_SHIFT = 9;
const FIVE_BITS = 0x1f;
const KIND_WIRELESS = 1;
const FLAG_NATIVE = 0x100;
const FLAG_FRAGMENT = 0x80;
const FLAG_KEEP_ALIVE = 0x08;
const MIN_HEADER_LENGTH = 8;

export function enterCapwap(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at < MIN_HEADER_LENGTH || bytes[at] !== 0) return;
  const word = read32(bytes, at);
  const headerLength = ((word >> HEADER_LENGTH_SHIFT) & FIVE_BITS) << 2;
  if (headerLength < MIN_HEADER_LENGTH || (word & (FLAG_FRAGMENT | FLAG_KEEP_ALIVE)) !== 0) return;
  const native = (word & FLAG_NATIVE) !== 0;
  if (native && ((word >> KIND_SHIFT) & FIVE_BITS) !== KIND_WIRELESS) return;
  enterTunnel(packet, TUNNEL_CAPWAP, -1, false);
  if (native) continueWith(LAYER_WIRELESS, at + headerLength, limit, packetEnd, FRAME_CONTROL_MAY_BE_SWAPPED);
  else continueWith(LAYER_ETHERNET, at + headerLength, limit, packetEnd);
}
