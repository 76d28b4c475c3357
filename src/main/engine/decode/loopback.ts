/**
 * BSD loopback: LINKTYPE_NULL (address family in the byte order of the capturing machine) and LINKTYPE_LOOP (in network
 * byte order), https://www.tcpdump.org/linktypes.html. The families' numbers are those of the capturing system.
 */
import { decodeIp } from './ip.ts';
import { ADDRESS_FAMILY_BASE } from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const HEADER_LENGTH = 4;
const AF_INET = 2;
const AF_INET6_LINUX = 10;
const AF_INET6_WINDOWS = 23;
const AF_INET6_NETBSD = 24;
const AF_INET6_FREEBSD = 28;
const AF_INET6_MACOS = 30;

export function decodeLoopback(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  networkOrder: boolean,
  packet: DecodedPacket,
): void {
  if (end - at < HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  // Families are small numbers: the two bytes that are zero tell the byte order of a NULL header.
  const high = (bytes[at]! << 8) | bytes[at + 1]!;
  const low = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const family = networkOrder || high === 0 ? low : (bytes[at + 1]! << 8) | bytes[at]!;
  switch (family) {
    case AF_INET:
    case AF_INET6_LINUX:
    case AF_INET6_WINDOWS:
    case AF_INET6_NETBSD:
    case AF_INET6_FREEBSD:
    case AF_INET6_MACOS:
      decodeIp(bytes, at + HEADER_LENGTH, end, wireEnd, packet);
      break;
    default:
      markNonIp(packet, ADDRESS_FAMILY_BASE + family);
  }
}
