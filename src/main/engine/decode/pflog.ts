/** The log of the BSDs' packet filter (LINKTYPE_PFLOG): a header that begins with its length and the address family. */
import { isInternetFamily } from './address-families.ts';
import { decodeIp } from './ip.ts';
import { ADDRESS_FAMILY_BASE } from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const FAMILY_AT = 1;
/** The shortest header of any system, up to and with the interface's name and rule numbers. */
const MIN_LENGTH = 28;

export function decodePflog(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  // The length does not count the padding to a multiple of four.
  const length = at < end ? (bytes[at]! + 3) & ~3 : 0;
  if (length < MIN_LENGTH || length >= end - at) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const family = bytes[at + FAMILY_AT]!;
  if (isInternetFamily(family)) decodeIp(bytes, at + length, end, wireEnd, packet);
  else markNonIp(packet, ADDRESS_FAMILY_BASE + family);
}
