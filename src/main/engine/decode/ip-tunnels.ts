/** What IP carries that is a tunnel by its protocol number: IP in IP (RFC 2003, RFC 4213, RFC 2473), EtherIP (RFC 3378),
 * Ethernet (RFC 8986 §4.9), MPLS (RFC 4023) and GRE. */
import { enterGre } from './gre.ts';
import {
  continueWith,
  enterTunnel,
  LAYER_ETHER_TYPE,
  LAYER_ETHERNET,
  LAYER_IP,
  mayEnterTunnel,
} from './inner-layer.ts';
import type { DecodedPacket } from './packet.ts';
import { TUNNEL_ETHERIP, TUNNEL_IP, TUNNEL_MPLS_IN_IP } from './tunnel-kinds.ts';

const PROTOCOL_IPV4 = 4;
const PROTOCOL_IPV6 = 41;
const PROTOCOL_GRE = 47;
const PROTOCOL_ETHERIP = 97;
const PROTOCOL_MPLS = 137;
const PROTOCOL_ETHERNET = 143;

const ETHERTYPE_MPLS = 0x8847;

/** Version 3 in the first four bits, the rest reserved. */
const ETHERIP_HEADER_LENGTH = 2;
const ETHERIP_VERSION = 3;

/** The packet is decoded as a conversation of `protocol`; this looks whether another one is inside. */
export function enterIpTunnel(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  protocol: number,
  packet: DecodedPacket,
): void {
  switch (protocol) {
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
      enter(LAYER_IP, at, limit, packetEnd, TUNNEL_IP, packet);
      break;
    case PROTOCOL_GRE:
      enterGre(bytes, at, limit, packetEnd, packet);
      break;
    case PROTOCOL_ETHERIP:
      if (at < limit && bytes[at]! >> 4 === ETHERIP_VERSION)
        enter(LAYER_ETHERNET, at + ETHERIP_HEADER_LENGTH, limit, packetEnd, TUNNEL_ETHERIP, packet);
      break;
    case PROTOCOL_ETHERNET:
      enter(LAYER_ETHERNET, at, limit, packetEnd, TUNNEL_IP, packet);
      break;
    case PROTOCOL_MPLS:
      enter(LAYER_ETHER_TYPE, at, limit, packetEnd, TUNNEL_MPLS_IN_IP, packet, ETHERTYPE_MPLS);
      break;
    default:
  }
}

function enter(
  layer: number,
  at: number,
  limit: number,
  packetEnd: number,
  kind: number,
  packet: DecodedPacket,
  value: number = 0,
): void {
  if (at >= limit || !mayEnterTunnel(packet)) return;
  enterTunnel(packet, kind, -1, false);
  continueWith(layer, at, limit, packetEnd, value);
}
