/**
 * GRE: version 0 (RFC 2784, RFC 2890; with the routing of RFC 1701) and version 1, which is PPTP's and holds PPP (RFC 2637
 * §4.1). The protocol type is an EtherType.
 */
import { ETHERTYPE_ERSPAN, ETHERTYPE_ERSPAN3, enterErspan, ERSPAN_1, ERSPAN_2, ERSPAN_3 } from './erspan.ts';
import {
  continueWith,
  enterTunnel,
  LAYER_ETHER_TYPE,
  LAYER_IP,
  LAYER_PPP,
  LAYER_WIRELESS,
  mayEnterTunnel,
} from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_GRE, TUNNEL_PPTP, TUNNEL_WCCP } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

const BASE_LENGTH = 4;
/** Each of checksum with offset, key, and sequence number. */
const OPTION_LENGTH = 4;

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
/** Version 1 only. */
const ACKNOWLEDGEMENT = 0x0080;
const VERSION = 0x0007;

/** A source route entry: address family, offset, length of what follows; all 0 is the last one. */
const ROUTE_HEADER_LENGTH = 4;
const ROUTE_LENGTH_AT = 3;

const PROTOCOL_PPP = 0x880b;
const PROTOCOL_WCCP = 0x883e;
const WCCP_HEADER_LENGTH = 4;
/** Aruba's access points send 802.11 frames to their controller under a number per queue. */
const PROTOCOL_ARUBA_FIRST = 0x8200;
const PROTOCOL_ARUBA_LAST = 0x8370;

export function enterGre(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  if (limit - at < BASE_LENGTH || !mayEnterTunnel(packet)) return;
  const flags = (bytes[at]! << 8) | bytes[at + 1]!;
  const protocol = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const version = flags & VERSION;
  if (version === 1) enterPptp(bytes, at, limit, packetEnd, flags, protocol, packet);
  else if (version === 0) enterVersion0(bytes, at, limit, packetEnd, flags, protocol, packet);
}

function enterVersion0(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  flags: number,
  protocol: number,
  packet: DecodedPacket,
): void {
  let position = at + BASE_LENGTH;
  let key = -1;
  if ((flags & (CHECKSUM | ROUTING)) !== 0) position += OPTION_LENGTH;
  if ((flags & KEY) !== 0) {
    if (limit - position < OPTION_LENGTH) return;
    key = read32(bytes, position) >>> 0;
    position += OPTION_LENGTH;
  }
  if ((flags & SEQUENCE) !== 0) position += OPTION_LENGTH;
  if ((flags & ROUTING) !== 0) position = skipRoutes(bytes, position, limit);
  if (position >= limit) return;
  if (protocol === ETHERTYPE_ERSPAN)
    enterErspan(bytes, position, limit, packetEnd, (flags & SEQUENCE) === 0 ? ERSPAN_1 : ERSPAN_2, packet);
  else if (protocol === ETHERTYPE_ERSPAN3) enterErspan(bytes, position, limit, packetEnd, ERSPAN_3, packet);
  else if (protocol === PROTOCOL_WCCP) enterWccp(bytes, position, limit, packetEnd, packet);
  else if (protocol === PROTOCOL_PPP) {
    enterTunnel(packet, TUNNEL_GRE, key, false);
    continueWith(LAYER_PPP, position, limit, packetEnd);
  } else if (protocol >= PROTOCOL_ARUBA_FIRST && protocol <= PROTOCOL_ARUBA_LAST) {
    enterTunnel(packet, TUNNEL_GRE, key, false);
    continueWith(LAYER_WIRELESS, position, limit, packetEnd);
  } else {
    enterTunnel(packet, TUNNEL_GRE, key, false);
    continueWith(LAYER_ETHER_TYPE, position, limit, packetEnd, protocol);
  }
}

/** Where the routes end; `limit` where they do not. */
function skipRoutes(bytes: Uint8Array, at: number, limit: number): number {
  let position = at;
  while (limit - position >= ROUTE_HEADER_LENGTH) {
    const family = (bytes[position]! << 8) | bytes[position + 1]!;
    const length = bytes[position + ROUTE_LENGTH_AT]!;
    position += ROUTE_HEADER_LENGTH + length;
    if (family === 0 && length === 0) return position;
  }
  return limit;
}

/** The first version of WCCP has no header of its own, the second one a word that never looks like IPv4. */
function enterWccp(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  const ipAt = bytes[at]! >> 4 === 4 ? at : at + WCCP_HEADER_LENGTH;
  enterTunnel(packet, TUNNEL_WCCP, -1, false);
  continueWith(LAYER_IP, ipAt, limit, packetEnd);
}

/** The key holds the payload's length and the call id, which each end chooses for itself. */
function enterPptp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  flags: number,
  protocol: number,
  packet: DecodedPacket,
): void {
  if (protocol !== PROTOCOL_PPP || (flags & KEY) === 0 || limit - at < BASE_LENGTH + OPTION_LENGTH) return;
  const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  const call = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  let position = at + BASE_LENGTH + OPTION_LENGTH;
  if ((flags & SEQUENCE) !== 0) position += OPTION_LENGTH;
  if ((flags & ACKNOWLEDGEMENT) !== 0) position += OPTION_LENGTH;
  if (length === 0 || position >= limit) return;
  const end = position + length < packetEnd ? position + length : packetEnd;
  enterTunnel(packet, TUNNEL_PPTP, call, false);
  continueWith(LAYER_PPP, position, end < limit ? end : limit, end);
}
