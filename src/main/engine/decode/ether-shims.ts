/**
 * EtherTypes of headers that stand in front of another EtherType or of a whole frame. Whatever is none of them is counted
 * under its name.
 */
import { continueWith, LAYER_ETHER_TYPE, LAYER_ETHERNET, LAYER_LLC, LAYER_PPP, noteLinkTunnel } from './inner-layer.ts';
import { decodeNsh, ETHERTYPE_NSH } from './nsh.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';
import { TUNNEL_PBB } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

const ETHERTYPE_TRILL = 0x22f3;
const ETHERTYPE_BRIDGING = 0x6558;
const ETHERTYPE_PPP = 0x880b;
const ETHERTYPE_JUMBO_LLC = 0x8870;
const ETHERTYPE_MACSEC = 0x88e5;
const ETHERTYPE_BACKBONE_BRIDGE = 0x88e7;
const ETHERTYPE_FABRIC_PATH = 0x8903;
const ETHERTYPE_CISCO_METADATA = 0x8909;
const ETHERTYPE_VN_TAG = 0x8926;
const ETHERTYPE_HSR = 0x892f;
const ETHERTYPE_E_TAG = 0x893f;
const ETHERTYPE_R_TAG = 0xf1c1;

/** IEEE 802.1Q clause 9.7: flags, then the service instance in three bytes. */
const SERVICE_INSTANCE_LENGTH = 4;
const FABRIC_PATH_LENGTH = 2;

/** RFC 6325 §3: the length of options in words is spread over two bytes. */
const TRILL_LENGTH = 6;

/** IEEE 802.1AE clause 9: control, short length, packet number, and an identifier where control says so. */
const MACSEC_LENGTH = 6;
const MACSEC_IDENTIFIER_LENGTH = 8;
const MACSEC_HAS_IDENTIFIER = 0x20;
const MACSEC_ENCRYPTED_OR_CHANGED = 0x0c;

export function decodeRareEtherType(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  etherType: number,
  packet: DecodedPacket,
): void {
  switch (etherType) {
    case ETHERTYPE_BRIDGING:
      continueWith(LAYER_ETHERNET, at, end, wireEnd);
      break;
    case ETHERTYPE_PPP:
      continueWith(LAYER_PPP, at, end, wireEnd);
      break;
    case ETHERTYPE_JUMBO_LLC:
      continueWith(LAYER_LLC, at, end, wireEnd);
      break;
    case ETHERTYPE_NSH:
      decodeNsh(bytes, at, end, wireEnd, packet);
      break;
    case ETHERTYPE_BACKBONE_BRIDGE:
      if (end - at > SERVICE_INSTANCE_LENGTH) noteLinkTunnel(packet, TUNNEL_PBB, read32(bytes, at) & 0xff_ffff);
      continueWith(LAYER_ETHERNET, at + SERVICE_INSTANCE_LENGTH, end, wireEnd);
      break;
    case ETHERTYPE_FABRIC_PATH:
      continueWith(LAYER_ETHERNET, at + FABRIC_PATH_LENGTH, end, wireEnd);
      break;
    case ETHERTYPE_TRILL:
      if (end - at < 2) markUndecoded(packet, REASON_LINK_TRUNCATED);
      else continueWith(LAYER_ETHERNET, at + TRILL_LENGTH + trillOptions(bytes, at), end, wireEnd);
      break;
    case ETHERTYPE_MACSEC:
      decodeMacsec(bytes, at, end, wireEnd, packet);
      break;
    default:
      skipTag(bytes, at, end, wireEnd, etherType, packet);
  }
}

function trillOptions(bytes: Uint8Array, at: number): number {
  return (((bytes[at]! & 0x07) << 2) | (bytes[at + 1]! >> 6)) << 2;
}

/** Where only the integrity is protected, what follows can be read. */
function decodeMacsec(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (at >= end || (bytes[at]! & MACSEC_ENCRYPTED_OR_CHANGED) !== 0) {
    markNonIp(packet, ETHERTYPE_MACSEC);
    return;
  }
  const length = MACSEC_LENGTH + ((bytes[at]! & MACSEC_HAS_IDENTIFIER) === 0 ? 0 : MACSEC_IDENTIFIER_LENGTH);
  continueBehind(bytes, at + length, end, wireEnd, packet);
}

function skipTag(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  etherType: number,
  packet: DecodedPacket,
): void {
  const length = tagLength(etherType);
  if (length === 0) markNonIp(packet, etherType);
  else continueBehind(bytes, at + length, end, wireEnd, packet);
}

/** Bytes between such a tag's EtherType and the next one; 0 where it is no tag. */
function tagLength(etherType: number): number {
  switch (etherType) {
    case ETHERTYPE_VN_TAG:
    case ETHERTYPE_HSR:
    case ETHERTYPE_R_TAG:
      return 4;
    case ETHERTYPE_E_TAG:
    case ETHERTYPE_CISCO_METADATA:
      return 6;
    default:
      return 0;
  }
}

/** `at`: where the next EtherType stands. */
function continueBehind(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at < 2) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else continueWith(LAYER_ETHER_TYPE, at + 2, end, wireEnd, (bytes[at]! << 8) | bytes[at + 1]!);
}
