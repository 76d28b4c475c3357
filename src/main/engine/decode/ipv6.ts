/** IPv6 (RFC 8200 §3), its fragments (§4.5) and jumbograms (RFC 2675). */
import { markUndecoded } from './outcome.ts';
import { type DecodedPacket, WORD_DESTINATION, WORD_FRAGMENT_ID, WORD_SOURCE } from './packet.ts';
import { CHAIN_TRUNCATED, chain, readJumboLength, walkExtensions } from './ipv6-extensions.ts';
import {
  REASON_IP_BAD_VERSION,
  REASON_IPV6_EXTENSION_OVERRUN,
  REASON_IPV6_EXTENSION_TRUNCATED,
  REASON_IPV6_TRUNCATED,
} from './reasons.ts';
import { decodeLaterFragment, decodeTransport } from './transport.ts';
import { storeIpv6 } from './words.ts';

const PAYLOAD_LENGTH_AT = 4;
const NEXT_HEADER_AT = 6;
const HOP_LIMIT_AT = 7;
const SOURCE_AT = 8;
const DESTINATION_AT = 24;
const HEADER_LENGTH = 40;
const NEXT_HEADER_NONE = 59;

export function decodeIpv6(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at < HEADER_LENGTH) {
    markUndecoded(packet, REASON_IPV6_TRUNCATED);
    return;
  }
  if (bytes[at]! >> 4 !== 6) {
    markUndecoded(packet, REASON_IP_BAD_VERSION);
    return;
  }
  const nextHeader = bytes[at + NEXT_HEADER_AT]!;
  const extensionsAt = at + HEADER_LENGTH;
  let payloadLength = (bytes[at + PAYLOAD_LENGTH_AT]! << 8) | bytes[at + PAYLOAD_LENGTH_AT + 1]!;
  // 0: a jumbogram, or a length that segmentation offload has not filled in yet.
  if (payloadLength === 0 && nextHeader !== NEXT_HEADER_NONE)
    payloadLength = readJumboLength(bytes, extensionsAt, end, nextHeader, wireEnd - extensionsAt);
  const packetEnd = extensionsAt + payloadLength < wireEnd ? extensionsAt + payloadLength : wireEnd;
  const limit = packetEnd < end ? packetEnd : end;
  const transportAt = walkExtensions(bytes, extensionsAt, limit, packetEnd, nextHeader);
  if (transportAt < 0) {
    markUndecoded(
      packet,
      transportAt === CHAIN_TRUNCATED ? REASON_IPV6_EXTENSION_TRUNCATED : REASON_IPV6_EXTENSION_OVERRUN,
    );
    return;
  }
  packet.ipVersion = 6;
  packet.ipOffset = at;
  packet.ipCaptured = end - at;
  packet.trafficClass = ((bytes[at]! & 0x0f) << 4) | (bytes[at + 1]! >> 4);
  packet.timeToLive = bytes[at + HOP_LIMIT_AT]!;
  const words = packet.words;
  storeIpv6(bytes, at + SOURCE_AT, words, WORD_SOURCE);
  storeIpv6(bytes, at + DESTINATION_AT, words, WORD_DESTINATION);
  if (chain.fragmented) {
    words[WORD_FRAGMENT_ID] = chain.fragmentId;
    packet.fragmentAt = chain.fragmentAt;
    packet.fragmentOffset = chain.fragmentOffset;
    packet.moreFragments = chain.moreFragments;
    if (chain.fragmentOffset !== 0) {
      packet.laterFragment = true;
      decodeLaterFragment(transportAt, limit, packetEnd, chain.protocol, packet);
      return;
    }
    packet.firstFragment = true;
  }
  decodeTransport(bytes, transportAt, limit, packetEnd, chain.protocol, packet);
}
