/**
 * Linux "cooked" captures: LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 (https://www.tcpdump.org/linktypes.html), written by
 * captures on the `any` pseudo-interface.
 */
import { decodeEtherType } from './ethernet.ts';
import { continueWith, LAYER_LINK } from './inner-layer.ts';
import { LINKTYPE_IEEE802_11, LINKTYPE_IEEE802_11_PRISM, LINKTYPE_IEEE802_11_RADIOTAP } from './link-types.ts';
import { LINUX_PROTOCOL_BASE } from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const SLL_DEVICE_TYPE_AT = 2;
const SLL_PROTOCOL_AT = 14;
const SLL_HEADER_LENGTH = 16;
const SLL2_PROTOCOL_AT = 0;
const SLL2_DEVICE_TYPE_AT = 8;
const SLL2_HEADER_LENGTH = 20;

/** Smallest EtherType (IEEE 802.3 clause 3.2.6); below it Linux has numbers of its own. */
const SMALLEST_ETHERTYPE = 0x0600;
/** "802.2 frames": LLC follows. */
const LINUX_802_2 = 4;

/** Types of interfaces (linux/if_arp.h) whose frames are whole behind the cooked header, whatever the protocol says. */
const DEVICE_IEEE80211 = 801;
const DEVICE_IEEE80211_PRISM = 802;
const DEVICE_IEEE80211_RADIOTAP = 803;

export function decodeLinuxCooked(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  decodeCooked(bytes, at, end, wireEnd, SLL_PROTOCOL_AT, SLL_DEVICE_TYPE_AT, SLL_HEADER_LENGTH, packet);
}

export function decodeLinuxCooked2(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  decodeCooked(bytes, at, end, wireEnd, SLL2_PROTOCOL_AT, SLL2_DEVICE_TYPE_AT, SLL2_HEADER_LENGTH, packet);
}

function decodeCooked(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  protocolAt: number,
  deviceTypeAt: number,
  headerLength: number,
  packet: DecodedPacket,
): void {
  if (end - at < headerLength) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const protocol = (bytes[at + protocolAt]! << 8) | bytes[at + protocolAt + 1]!;
  const linkType = linkTypeOf((bytes[at + deviceTypeAt]! << 8) | bytes[at + deviceTypeAt + 1]!);
  if (linkType >= 0) continueWith(LAYER_LINK, at + headerLength, end, wireEnd, linkType);
  else if (protocol >= SMALLEST_ETHERTYPE || protocol === LINUX_802_2)
    decodeEtherType(bytes, at + headerLength, end, wireEnd, protocol, packet);
  else markNonIp(packet, LINUX_PROTOCOL_BASE + protocol);
}

/** Of the frames behind the header; -1: the protocol says what they are. */
function linkTypeOf(deviceType: number): number {
  switch (deviceType) {
    case DEVICE_IEEE80211:
      return LINKTYPE_IEEE802_11;
    case DEVICE_IEEE80211_PRISM:
      return LINKTYPE_IEEE802_11_PRISM;
    case DEVICE_IEEE80211_RADIOTAP:
      return LINKTYPE_IEEE802_11_RADIOTAP;
    default:
      return -1;
  }
}
