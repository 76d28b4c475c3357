/** ICMP (RFC 792) and ICMPv6 (RFC 4443 §2.1): type, code, and which of the messages quote a packet. */
import type { DecodedPacket } from './packet.ts';
import { setPayload } from './ports.ts';
import { decodeQuotedIpv4, decodeQuotedIpv6 } from './quoted-packet.ts';

const CODE_AT = 1;
/** Type, code, checksum and four bytes that depend on the type. */
const HEADER_LENGTH = 8;

const DESTINATION_UNREACHABLE = 3;
const SOURCE_QUENCH = 4;
const REDIRECT = 5;
const TIME_EXCEEDED = 11;
const PARAMETER_PROBLEM = 12;

/** RFC 4443 §2.1, §3: destination unreachable, packet too big, time exceeded, parameter problem. */
const FIRST_ICMPV6_ERROR = 1;
const LAST_ICMPV6_ERROR = 4;

export function decodeIcmp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  decodeHeader(bytes, at, limit, packetEnd, packet);
  switch (packet.icmpType) {
    case DESTINATION_UNREACHABLE:
    case SOURCE_QUENCH:
    case REDIRECT:
    case TIME_EXCEEDED:
    case PARAMETER_PROBLEM:
      decodeQuotedIpv4(bytes, at + HEADER_LENGTH, limit, packet);
      break;
    default:
  }
}

export function decodeIcmpv6(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  decodeHeader(bytes, at, limit, packetEnd, packet);
  if (packet.icmpType >= FIRST_ICMPV6_ERROR && packet.icmpType <= LAST_ICMPV6_ERROR)
    decodeQuotedIpv6(bytes, at + HEADER_LENGTH, limit, packet);
}

function decodeHeader(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  if (limit - at > CODE_AT) {
    packet.icmpType = bytes[at]!;
    packet.icmpCode = bytes[at + CODE_AT]!;
  }
  setPayload(packet, at + HEADER_LENGTH, packetEnd, limit);
}
