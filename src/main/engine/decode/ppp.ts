/**
 * PPP (RFC 1661 §2) in all the framings that it comes in: with or without the address and control bytes of HDLC-like
 * framing (RFC 1662 §3.1), with a compressed protocol field (RFC 1661 §6.5), and Cisco's HDLC, which shares its link types.
 */
import { decodeCiscoHdlc, isCiscoHdlc } from './cisco-hdlc.ts';
import { continueWith, LAYER_ETHER_TYPE, LAYER_ETHERNET } from './inner-layer.ts';
import { decodeIp } from './ip.ts';
import { PPP_PROTOCOL_BASE } from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const ALL_STATIONS = 0xff;
const UNNUMBERED_INFORMATION = 0x03;

const PPP_IPV4 = 0x0021;
const PPP_BRIDGING = 0x0031;
const PPP_IPV6 = 0x0057;
const PPP_MPLS = 0x0281;
const PPP_MPLS_MULTICAST = 0x0283;

/** RFC 3518 §4.2: flags with the number of padding bytes, kind of frame, frame. */
const BRIDGED_HEADER_LENGTH = 2;
const BRIDGED_ETHERNET = 1;

const ETHERTYPE_MPLS = 0x8847;

/** Link types of serial lines: either PPP or, by its first byte, Cisco's HDLC. */
export function decodePppLink(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  if (isCiscoHdlc(bytes, at, end)) decodeCiscoHdlc(bytes, at, end, wireEnd, packet);
  else decodePpp(bytes, at, end, wireEnd, packet);
}

/** LINKTYPE_PPP_PPPD: the direction stands where HDLC-like framing has the address. */
export function decodePppd(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  const framed = end - at >= 2 && bytes[at + 1] === UNNUMBERED_INFORMATION;
  decodePpp(bytes, framed ? at + 2 : at, end, wireEnd, packet);
}

export function decodePpp(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  let position = at;
  if (end - position >= 2 && bytes[position] === ALL_STATIONS && bytes[position + 1] === UNNUMBERED_INFORMATION)
    position += 2;
  // The low bit ends the field; whole ones have it clear in the first byte.
  const length = position < end && (bytes[position]! & 1) !== 0 ? 1 : 2;
  if (end - position < length) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const protocol = length === 1 ? bytes[position]! : (bytes[position]! << 8) | bytes[position + 1]!;
  position += length;
  switch (protocol) {
    case PPP_IPV4:
    case PPP_IPV6:
      decodeIp(bytes, position, end, wireEnd, packet);
      break;
    case PPP_MPLS:
    case PPP_MPLS_MULTICAST:
      continueWith(LAYER_ETHER_TYPE, position, end, wireEnd, ETHERTYPE_MPLS);
      break;
    case PPP_BRIDGING:
      if (end - position > BRIDGED_HEADER_LENGTH && bytes[position + 1] === BRIDGED_ETHERNET)
        continueWith(LAYER_ETHERNET, position + BRIDGED_HEADER_LENGTH, end, wireEnd);
      else markNonIp(packet, PPP_PROTOCOL_BASE + protocol);
      break;
    default:
      markNonIp(packet, PPP_PROTOCOL_BASE + protocol);
  }
}
