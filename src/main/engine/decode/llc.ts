/**
 * LLC (IEEE 802.2): SNAP, under which an EtherType (RFC 1042) or a bridged frame (RFC 2684 §5.2) follows, IP's own service
 * access point, and the network layer identifiers of ISO (RFC 2684 §5.1).
 */
import { continueWith, LAYER_ETHER_TYPE, LAYER_ETHERNET, LAYER_IP } from './inner-layer.ts';
import { NON_IP_LLC } from './non-ip-names.ts';
import { decodeNetworkId } from './network-id.ts';
import { looksLikeEthernet } from './looks-like.ts';
import { markNonIp } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';

const HEADER_LENGTH = 3;
const SAP_IP = 0x06;
const SAP_SNAP = 0xaa;
const SAP_ISO = 0xfe;
const UNNUMBERED_INFORMATION = 0x03;

/** After the header: organisation, protocol. */
const SNAP_LENGTH = 5;
const ORGANISATION_ETHERNET = 0x00_0000;
/** IEEE 802.1H, for protocols that once meant something else in a bridge. */
const ORGANISATION_BRIDGE_TUNNEL = 0x00_00f8;
const ORGANISATION_BRIDGED = 0x00_80c2;
const BRIDGED_ETHERNET = 0x0001;
const BRIDGED_ETHERNET_WITHOUT_CHECKSUM = 0x0007;
const BRIDGE_PADDING_LENGTH = 2;

export function decodeLlc(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  const position = at + HEADER_LENGTH;
  if (end < position || bytes[at + 2] !== UNNUMBERED_INFORMATION) {
    markNonIp(packet, NON_IP_LLC);
    return;
  }
  const destination = bytes[at]!;
  if (destination === SAP_SNAP) decodeSnap(bytes, position, end, wireEnd, packet);
  else if (destination === SAP_ISO && position < end) decodeNetworkId(bytes, position, end, wireEnd, packet);
  else if (destination === SAP_IP && position < end) continueWith(LAYER_IP, position, end, wireEnd);
  else markNonIp(packet, NON_IP_LLC);
}

/** `at`: where the organisation stands. */
export function decodeSnap(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at < SNAP_LENGTH) {
    markNonIp(packet, NON_IP_LLC);
    return;
  }
  const organisation = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  const protocol = (bytes[at + 3]! << 8) | bytes[at + 4]!;
  const position = at + SNAP_LENGTH;
  if (organisation === ORGANISATION_ETHERNET || organisation === ORGANISATION_BRIDGE_TUNNEL)
    continueWith(LAYER_ETHER_TYPE, position, end, wireEnd, protocol);
  else if (
    organisation === ORGANISATION_BRIDGED &&
    (protocol === BRIDGED_ETHERNET || protocol === BRIDGED_ETHERNET_WITHOUT_CHECKSUM)
  )
    continueWith(LAYER_ETHERNET, position + bridgePadding(bytes, position, end), end, wireEnd);
  else markNonIp(packet, NON_IP_LLC);
}

/** ATM has two bytes of padding in front of the bridged frame, frame relay has none (RFC 2427 §4.2). */
function bridgePadding(bytes: Uint8Array, at: number, end: number): number {
  return !looksLikeEthernet(bytes, at, end) && looksLikeEthernet(bytes, at + BRIDGE_PADDING_LENGTH, end)
    ? BRIDGE_PADDING_LENGTH
    : 0;
}
