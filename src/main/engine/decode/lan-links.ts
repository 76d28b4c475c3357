/** Local networks other than Ethernet: addresses of their own, then LLC or an EtherType. */
import { continueWith, LAYER_ETHER_TYPE } from './inner-layer.ts';
import { decodeLlc } from './llc.ts';
import { NON_IP_LAN_CONTROL } from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

/** Token ring (IEEE 802.5): access control, frame control, addresses; a route where the source says so. */
const RING_FRAME_CONTROL_AT = 1;
const RING_TYPE_MASK = 0xc0;
const RING_TYPE_LLC = 0x40;
const RING_SOURCE_AT = 8;
const RING_ROUTED = 0x80;
const RING_HEADER_LENGTH = 14;
const ROUTE_LENGTH_MASK = 0x1f;

/** FDDI (ANSI X3.139): frame control and addresses. */
const FDDI_TYPE_MASK = 0xf0;
const FDDI_TYPE_LLC = 0x50;
const FDDI_HEADER_LENGTH = 13;

/** IP over Fibre Channel (RFC 2625 §3): two network addresses. */
const FIBRE_CHANNEL_HEADER_LENGTH = 16;
/** IP over IEEE 1394 as macOS captures it: two addresses and an EtherType. */
const FIREWIRE_ETHER_TYPE_AT = 16;
const FIREWIRE_HEADER_LENGTH = 18;

export function decodeTokenRing(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  if (end - at <= RING_HEADER_LENGTH) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else if ((bytes[at + RING_FRAME_CONTROL_AT]! & RING_TYPE_MASK) !== RING_TYPE_LLC)
    markNonIp(packet, NON_IP_LAN_CONTROL);
  else {
    const routed = (bytes[at + RING_SOURCE_AT]! & RING_ROUTED) !== 0;
    const route = routed ? bytes[at + RING_HEADER_LENGTH]! & ROUTE_LENGTH_MASK : 0;
    decodeLlc(bytes, at + RING_HEADER_LENGTH + route, end, wireEnd, packet);
  }
}

export function decodeFddi(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at <= FDDI_HEADER_LENGTH) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else if ((bytes[at]! & FDDI_TYPE_MASK) !== FDDI_TYPE_LLC) markNonIp(packet, NON_IP_LAN_CONTROL);
  else decodeLlc(bytes, at + FDDI_HEADER_LENGTH, end, wireEnd, packet);
}

export function decodeFibreChannelIp(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  if (end - at <= FIBRE_CHANNEL_HEADER_LENGTH) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else decodeLlc(bytes, at + FIBRE_CHANNEL_HEADER_LENGTH, end, wireEnd, packet);
}

export function decodeFirewireIp(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  if (end - at < FIREWIRE_HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const etherType = (bytes[at + FIREWIRE_ETHER_TYPE_AT]! << 8) | bytes[at + FIREWIRE_ETHER_TYPE_AT + 1]!;
  continueWith(LAYER_ETHER_TYPE, at + FIREWIRE_HEADER_LENGTH, end, wireEnd, etherType);
}
