/** TZSP, frames that a router or access point mirrors: version, type, encapsulation, tagged fields, frame. */
import { continueWith, enterTunnel, LAYER_ETHERNET, LAYER_WIRELESS } from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_TZSP } from './tunnel-kinds.ts';

const HEADER_LENGTH = 4;
const ENCAPSULATION_AT = 2;
const VERSION = 1;
/** A received packet, and one to be sent. */
const LAST_TYPE = 1;
const ENCAPSULATION_ETHERNET = 1;
const ENCAPSULATION_WIRELESS = 18;

const TAG_PADDING = 0;
const TAG_END = 1;

export function enterTzsp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at < HEADER_LENGTH || bytes[at] !== VERSION || bytes[at + 1]! > LAST_TYPE) return;
  const encapsulation = (bytes[at + ENCAPSULATION_AT]! << 8) | bytes[at + ENCAPSULATION_AT + 1]!;
  if (encapsulation !== ENCAPSULATION_ETHERNET && encapsulation !== ENCAPSULATION_WIRELESS) return;
  let position = at + HEADER_LENGTH;
  while (position < limit && bytes[position] !== TAG_END)
    position += bytes[position] === TAG_PADDING ? 1 : 2 + (bytes[position + 1] ?? 0);
  if (position + 1 >= limit) return;
  enterTunnel(packet, TUNNEL_TZSP, -1, false);
  const layer = encapsulation === ENCAPSULATION_ETHERNET ? LAYER_ETHERNET : LAYER_WIRELESS;
  continueWith(layer, position + 1, limit, packetEnd);
}
