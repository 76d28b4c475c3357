/** IPv4 (RFC 791 §3.1). The caller has checked that the version is 4. */
import { skipAuthenticationHeader } from './authentication-header.ts';
import { markUndecoded } from './outcome.ts';
import { type DecodedPacket, WORD_DESTINATION, WORD_FRAGMENT_ID, WORD_SOURCE } from './packet.ts';
import { REASON_IPV4_BAD_HEADER_LENGTH, REASON_IPV4_BAD_TOTAL_LENGTH, REASON_IPV4_TRUNCATED } from './reasons.ts';
import { decodeLaterFragment, decodeTransport } from './transport.ts';
import { storeIpv4 } from './words.ts';

const SERVICE_AT = 1;
const TOTAL_LENGTH_AT = 2;
const IDENTIFICATION_AT = 4;
const FRAGMENT_AT = 6;
const TIME_TO_LIVE_AT = 8;
const PROTOCOL_AT = 9;
const SOURCE_AT = 12;
const DESTINATION_AT = 16;
const MIN_HEADER_LENGTH = 20;

const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET_MASK = 0x1fff;
const PROTOCOL_AH = 51;

export function decodeIpv4(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at < MIN_HEADER_LENGTH) {
    markUndecoded(packet, REASON_IPV4_TRUNCATED);
    return;
  }
  const headerLength = (bytes[at]! & 0x0f) << 2;
  if (headerLength < MIN_HEADER_LENGTH) {
    markUndecoded(packet, REASON_IPV4_BAD_HEADER_LENGTH);
    return;
  }
  let totalLength = (bytes[at + TOTAL_LENGTH_AT]! << 8) | bytes[at + TOTAL_LENGTH_AT + 1]!;
  // Segmentation offload hands packets over before their length is filled in: 0 means all that the frame holds.
  if (totalLength === 0) totalLength = wireEnd - at;
  if (totalLength < headerLength) {
    markUndecoded(packet, REASON_IPV4_BAD_TOTAL_LENGTH);
    return;
  }
  packet.ipVersion = 4;
  packet.ipOffset = at;
  packet.ipCaptured = end - at;
  packet.ipFlags = bytes[at + FRAGMENT_AT]! >> 5;
  packet.trafficClass = bytes[at + SERVICE_AT]!;
  packet.timeToLive = bytes[at + TIME_TO_LIVE_AT]!;
  const words = packet.words;
  storeIpv4(bytes, at + SOURCE_AT, words, WORD_SOURCE);
  storeIpv4(bytes, at + DESTINATION_AT, words, WORD_DESTINATION);

  // Beyond the total length there is only link-layer padding; beyond the frame there is nothing, whatever the length says.
  const packetEnd = at + totalLength < wireEnd ? at + totalLength : wireEnd;
  const limit = packetEnd < end ? packetEnd : end;
  const transportAt = at + headerLength < limit ? at + headerLength : limit;
  const protocol = bytes[at + PROTOCOL_AT]!;
  const fragment = (bytes[at + FRAGMENT_AT]! << 8) | bytes[at + FRAGMENT_AT + 1]!;
  if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) !== 0) {
    words[WORD_FRAGMENT_ID] = (bytes[at + IDENTIFICATION_AT]! << 8) | bytes[at + IDENTIFICATION_AT + 1]!;
    packet.fragmentAt = transportAt;
    packet.fragmentOffset = (fragment & FRAGMENT_OFFSET_MASK) << 3;
    packet.moreFragments = (fragment & MORE_FRAGMENTS) !== 0;
    packet.fragmentProtocol = protocol;
    if ((fragment & FRAGMENT_OFFSET_MASK) !== 0) {
      packet.laterFragment = true;
      decodeLaterFragment(transportAt, limit, packetEnd, protocol, packet);
      return;
    }
    packet.firstFragment = true;
  }
  if (protocol === PROTOCOL_AH) skipAuthenticationHeader(bytes, transportAt, limit, packetEnd, packet);
  else decodeTransport(bytes, transportAt, limit, packetEnd, protocol, packet);
}
