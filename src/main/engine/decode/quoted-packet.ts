/**
 * The beginning of the packet that an ICMP error is about (RFC 792; RFC 4443 §3, as much as fits). It counts only where the
 * conversation can be told from it: both addresses, the protocol, and the ports of a protocol that has them.
 */
import { chain, walkExtensions } from './ipv6-extensions.ts';
import { type DecodedPacket, WORD_QUOTED_DESTINATION, WORD_QUOTED_SOURCE } from './packet.ts';
import { hasPorts, PORTS_LENGTH } from './ports.ts';
import { storeIpv4, storeIpv6 } from './words.ts';

const IPV4_MIN_HEADER_LENGTH = 20;
const IPV4_FRAGMENT_AT = 6;
const IPV4_FRAGMENT_OFFSET_MASK = 0x1fff;
const IPV4_PROTOCOL_AT = 9;
const IPV4_SOURCE_AT = 12;
const IPV4_DESTINATION_AT = 16;

const IPV6_HEADER_LENGTH = 40;
const IPV6_NEXT_HEADER_AT = 6;
const IPV6_SOURCE_AT = 8;
const IPV6_DESTINATION_AT = 24;

export function decodeQuotedIpv4(bytes: Uint8Array, at: number, limit: number, packet: DecodedPacket): void {
  if (limit - at < IPV4_MIN_HEADER_LENGTH || bytes[at]! >> 4 !== 4) return;
  const headerLength = (bytes[at]! & 0x0f) << 2;
  if (headerLength < IPV4_MIN_HEADER_LENGTH) return;
  const fragment = (bytes[at + IPV4_FRAGMENT_AT]! << 8) | bytes[at + IPV4_FRAGMENT_AT + 1]!;
  const transportAt = (fragment & IPV4_FRAGMENT_OFFSET_MASK) === 0 ? at + headerLength : limit;
  if (!decodeQuotedTransport(bytes, transportAt, limit, bytes[at + IPV4_PROTOCOL_AT]!, packet)) return;
  storeIpv4(bytes, at + IPV4_SOURCE_AT, packet.words, WORD_QUOTED_SOURCE);
  storeIpv4(bytes, at + IPV4_DESTINATION_AT, packet.words, WORD_QUOTED_DESTINATION);
}

export function decodeQuotedIpv6(bytes: Uint8Array, at: number, limit: number, packet: DecodedPacket): void {
  if (limit - at < IPV6_HEADER_LENGTH || bytes[at]! >> 4 !== 6) return;
  // How long the quoted packet was does not matter, only what is here of it.
  const nextHeader = bytes[at + IPV6_NEXT_HEADER_AT]!;
  const transportAt = walkExtensions(bytes, at + IPV6_HEADER_LENGTH, limit, Number.MAX_SAFE_INTEGER, nextHeader);
  if (transportAt < 0) return;
  const portsAt = chain.fragmentOffset === 0 ? transportAt : limit;
  if (!decodeQuotedTransport(bytes, portsAt, limit, chain.protocol, packet)) return;
  storeIpv6(bytes, at + IPV6_SOURCE_AT, packet.words, WORD_QUOTED_SOURCE);
  storeIpv6(bytes, at + IPV6_DESTINATION_AT, packet.words, WORD_QUOTED_DESTINATION);
}

function decodeQuotedTransport(
  bytes: Uint8Array,
  at: number,
  limit: number,
  protocol: number,
  packet: DecodedPacket,
): boolean {
  if (hasPorts(protocol)) {
    if (limit - at < PORTS_LENGTH) return false;
    packet.quotedSourcePort = (bytes[at]! << 8) | bytes[at + 1]!;
    packet.quotedDestinationPort = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  packet.quoted = true;
  packet.quotedProtocol = protocol;
  return true;
}
