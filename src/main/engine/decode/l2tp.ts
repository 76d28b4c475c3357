/** L2TP version 2 data messages (RFC 2661 §3.1), which hold PPP. Control messages are the outer conversation's. */
import { continueWith, enterTunnel, LAYER_PPP } from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_L2TP } from './tunnel-kinds.ts';

const FLAG_CONTROL = 0x8000;
const FLAG_LENGTH = 0x4000;
const FLAG_SEQUENCE = 0x0800;
const FLAG_OFFSET = 0x0200;
/** Must be 0. */
const RESERVED = 0x34f0;
const VERSION_MASK = 0x000f;
const VERSION_2 = 2;

const FLAGS_LENGTH = 2;
const LENGTH_LENGTH = 2;
const IDS_LENGTH = 4;
const SEQUENCE_LENGTH = 4;
const OFFSET_LENGTH = 2;
/** With all options. */
const MAX_HEADER_LENGTH = 14;

export function enterL2tp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at < MAX_HEADER_LENGTH) return;
  const flags = (bytes[at]! << 8) | bytes[at + 1]!;
  if ((flags & (FLAG_CONTROL | RESERVED)) !== 0 || (flags & VERSION_MASK) !== VERSION_2) return;
  let position = at + FLAGS_LENGTH;
  let end = packetEnd;
  if ((flags & FLAG_LENGTH) !== 0) {
    end = at + ((bytes[position]! << 8) | bytes[position + 1]!);
    if (end > packetEnd) return;
    position += LENGTH_LENGTH;
  }
  const tunnel = (bytes[position]! << 8) | bytes[position + 1]!;
  position += IDS_LENGTH;
  if ((flags & FLAG_SEQUENCE) !== 0) position += SEQUENCE_LENGTH;
  if ((flags & FLAG_OFFSET) !== 0) position += OFFSET_LENGTH + ((bytes[position]! << 8) | bytes[position + 1]!);
  const captured = end < limit ? end : limit;
  if (position >= captured) return;
  enterTunnel(packet, TUNNEL_L2TP, tunnel, false);
  continueWith(LAYER_PPP, position, captured, end);
}
