/** NSH, the service function chain's header (RFC 8300 §2.2). */
import { continueWith, LAYER_ETHER_TYPE, LAYER_ETHERNET, LAYER_IP, noteLinkTunnel } from './inner-layer.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';
import { TUNNEL_NSH } from './tunnel-kinds.ts';

export const ETHERTYPE_NSH = 0x894f;
const ETHERTYPE_MPLS = 0x8847;

/** Base and service path. */
const MIN_HEADER_LENGTH = 8;
const LENGTH_AT = 1;
const LENGTH_MASK = 0x3f;
const NEXT_PROTOCOL_AT = 3;

const NEXT_IPV4 = 1;
const NEXT_IPV6 = 2;
const NEXT_ETHERNET = 3;
const NEXT_NSH = 4;
const NEXT_MPLS = 5;

export function decodeNsh(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at < MIN_HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const length = (bytes[at + LENGTH_AT]! & LENGTH_MASK) << 2;
  const position = at + (length < MIN_HEADER_LENGTH ? MIN_HEADER_LENGTH : length);
  switch (bytes[at + NEXT_PROTOCOL_AT]) {
    case NEXT_IPV4:
    case NEXT_IPV6:
      continueWith(LAYER_IP, position, end, wireEnd);
      break;
    case NEXT_ETHERNET:
      continueWith(LAYER_ETHERNET, position, end, wireEnd);
      break;
    case NEXT_NSH:
      continueWith(LAYER_ETHER_TYPE, position, end, wireEnd, ETHERTYPE_NSH);
      break;
    case NEXT_MPLS:
      continueWith(LAYER_ETHER_TYPE, position, end, wireEnd, ETHERTYPE_MPLS);
      break;
    default:
      markNonIp(packet, ETHERTYPE_NSH);
      return;
  }
  noteLinkTunnel(packet, TUNNEL_NSH, -1);
}
