/**
 * BSD loopback: LINKTYPE_NULL (address family in the byte order of the capturing machine), LINKTYPE_LOOP (in network byte
 * order), and LINKTYPE_ENC of OpenBSD's IPsec interface, which has two more words
 * (https://www.tcpdump.org/linktypes.html). The families' numbers are those of the capturing system.
 */
import { isInternetFamily } from './address-families.ts';
import { decodeIp } from './ip.ts';
import { ADDRESS_FAMILY_BASE } from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const HEADER_LENGTH = 4;
/** With the security association's index and flags. */
const ENC_HEADER_LENGTH = 12;

export function decodeLoopback(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  networkOrder: boolean,
  packet: DecodedPacket,
): void {
  decodeFamily(bytes, at, end, wireEnd, networkOrder, HEADER_LENGTH, packet);
}

export function decodeEncapsulating(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  decodeFamily(bytes, at, end, wireEnd, false, ENC_HEADER_LENGTH, packet);
}

function decodeFamily(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  networkOrder: boolean,
  headerLength: number,
  packet: DecodedPacket,
): void {
  if (end - at < headerLength) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  // Families are small numbers: the two bytes that are zero tell the byte order of a NULL header.
  const high = (bytes[at]! << 8) | bytes[at + 1]!;
  const low = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const family = networkOrder || high === 0 ? low : (bytes[at + 1]! << 8) | bytes[at]!;
  if (isInternetFamily(family)) decodeIp(bytes, at + headerLength, end, wireEnd, packet);
  else markNonIp(packet, ADDRESS_FAMILY_BASE + family);
}
