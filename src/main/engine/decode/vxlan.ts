/** VXLAN (RFC 7348 §5) and its generic protocol extension (draft-ietf-nvo3-vxlan-gpe). */
import { continueWith, enterTunnel, LAYER_ETHER_TYPE, LAYER_ETHERNET, LAYER_IP } from './inner-layer.ts';
import { looksLikeIp } from './looks-like.ts';
import { ETHERTYPE_NSH } from './nsh.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_VXLAN } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

const HEADER_LENGTH = 8;
const NEXT_PROTOCOL_AT = 3;
/** Three bytes and a reserved one. */
const NETWORK_AT = 4;

/** The VNI is valid: in VXLAN always. */
const FLAG_INSTANCE = 0x08;
const FLAG_NEXT_PROTOCOL = 0x04;

/** 1 and 2 are IPv4 and IPv6. */
const NEXT_FIRST = 1;
const NEXT_ETHERNET = 3;
const NEXT_NSH = 4;
const NEXT_MPLS = 5;
const NEXT_LAST: number = NEXT_MPLS;

const ETHERTYPE_MPLS = 0x8847;

export function enterVxlan(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at <= HEADER_LENGTH || (bytes[at]! & FLAG_INSTANCE) === 0) return;
  enterTunnel(packet, TUNNEL_VXLAN, read32(bytes, at + NETWORK_AT) >>> 8, true);
  continueWith(LAYER_ETHERNET, at + HEADER_LENGTH, limit, packetEnd);
}

export function enterVxlanGpe(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at <= HEADER_LENGTH || (bytes[at]! & FLAG_INSTANCE) === 0) return;
  const next = (bytes[at]! & FLAG_NEXT_PROTOCOL) === 0 ? NEXT_ETHERNET : bytes[at + NEXT_PROTOCOL_AT]!;
  if (next < NEXT_FIRST || next > NEXT_LAST) return;
  const position = at + HEADER_LENGTH;
  if (next < NEXT_ETHERNET && !looksLikeIp(bytes, position, limit, packetEnd)) return;
  enterTunnel(packet, TUNNEL_VXLAN, read32(bytes, at + NETWORK_AT) >>> 8, true);
  if (next === NEXT_ETHERNET) continueWith(LAYER_ETHERNET, position, limit, packetEnd);
  else if (next === NEXT_NSH) continueWith(LAYER_ETHER_TYPE, position, limit, packetEnd, ETHERTYPE_NSH);
  else if (next === NEXT_MPLS) continueWith(LAYER_ETHER_TYPE, position, limit, packetEnd, ETHERTYPE_MPLS);
  else continueWith(LAYER_IP, position, limit, packetEnd);
}
