/** Geneve (RFC 8926 §3.4): the protocol type is an EtherType. */
import { continueWith, enterTunnel, LAYER_ETHER_TYPE } from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_GENEVE } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

/** Version in two bits, then the options' length in words. */
const OPTIONS_MASK = 0x3f;
const PROTOCOL_AT = 2;
/** Three bytes and a reserved one. */
const NETWORK_AT = 4;
const HEADER_LENGTH = 8;

export function enterGeneve(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at < HEADER_LENGTH || bytes[at]! >> 6 !== 0) return;
  const position = at + HEADER_LENGTH + ((bytes[at]! & OPTIONS_MASK) << 2);
  if (position >= limit) return;
  const etherType = (bytes[at + PROTOCOL_AT]! << 8) | bytes[at + PROTOCOL_AT + 1]!;
  enterTunnel(packet, TUNNEL_GENEVE, read32(bytes, at + NETWORK_AT) >>> 8, true);
  continueWith(LAYER_ETHER_TYPE, position, limit, packetEnd, etherType);
}
