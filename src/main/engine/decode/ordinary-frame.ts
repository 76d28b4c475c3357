/**
 * The frames that nearly all traffic consists of, in one function: Ethernet, then IPv4 without options or IPv6 without
 * extension headers, neither a fragment, then TCP or UDP that is no tunnel. It decodes as the layers one by one would (a property test holds
 * them together), at half their cost; what is odd in any way is left to them.
 */
import {
  type DecodedPacket,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  WORD_DESTINATION,
  WORD_SOURCE,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from './packet.ts';
import { hasTunnelPort } from './udp-tunnels.ts';

const ETHERNET_LENGTH = 14;
const ETHER_TYPE_AT = 12;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const IPV4_LENGTH = 20;
const IPV6_LENGTH = 40;
const TCP_LENGTH = 20;
const UDP_LENGTH = 8;
/** Version 4, header length 5 words. */
const PLAIN_IPV4 = 0x45;
/** More fragments, and the fragment's offset. */
const FRAGMENT_BITS = 0x3fff;

/**
 * Decodes the frame in [at, end) of `view`, whose last byte on the wire was before `wireEnd`. False: not ordinary, nothing
 * was written. Only what ordinary frames differ in is written: `packet` must come from `resetPacket` or from here.
 */
export function decodeOrdinary(
  view: DataView,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): boolean {
  const ipAt = at + ETHERNET_LENGTH;
  if (end - ipAt < IPV4_LENGTH + UDP_LENGTH) return false;
  const etherType = view.getUint16(at + ETHER_TYPE_AT);
  if (etherType === ETHERTYPE_IPV4) return decodePlainIpv4(view, ipAt, end, wireEnd, packet);
  if (etherType === ETHERTYPE_IPV6) return decodePlainIpv6(view, ipAt, end, wireEnd, packet);
  return false;
}

function decodePlainIpv4(view: DataView, at: number, end: number, wireEnd: number, packet: DecodedPacket): boolean {
  const head = view.getInt32(at);
  const totalLength = head & 0xffff;
  if (head >>> 24 !== PLAIN_IPV4 || (view.getUint16(at + 6) & FRAGMENT_BITS) !== 0) return false;
  if (totalLength < IPV4_LENGTH + UDP_LENGTH) return false;
  const packetEnd = at + totalLength < wireEnd ? at + totalLength : wireEnd;
  const protocol = view.getUint8(at + 9);
  if (!decodePlainTransport(view, at + IPV4_LENGTH, end, packetEnd, protocol, packet)) return false;
  const words = packet.words;
  // The words that all mapped addresses have in common are still there where the last packet was one.
  if (packet.ipVersion !== 4) {
    packet.ipVersion = 4;
    words[WORD_SOURCE] = 0;
    words[WORD_SOURCE + 1] = 0;
    words[WORD_SOURCE + 2] = 0xffff;
    words[WORD_DESTINATION] = 0;
    words[WORD_DESTINATION + 1] = 0;
    words[WORD_DESTINATION + 2] = 0xffff;
  }
  words[WORD_SOURCE + 3] = view.getInt32(at + 12);
  words[WORD_DESTINATION + 3] = view.getInt32(at + 16);
  packet.ipOffset = at;
  packet.ipCaptured = end - at;
  packet.ipFlags = view.getUint8(at + 6) >> 5;
  packet.trafficClass = (head >>> 16) & 0xff;
  packet.timeToLive = view.getUint8(at + 8);
  packet.protocol = protocol;
  return true;
}

function decodePlainIpv6(view: DataView, at: number, end: number, wireEnd: number, packet: DecodedPacket): boolean {
  if (end - at < IPV6_LENGTH + UDP_LENGTH) return false;
  const head = view.getInt32(at);
  const next = view.getInt32(at + 4);
  const payloadLength = next >>> 16;
  if (head >>> 28 !== 6 || payloadLength < UDP_LENGTH) return false;
  const transportAt = at + IPV6_LENGTH;
  const packetEnd = transportAt + payloadLength < wireEnd ? transportAt + payloadLength : wireEnd;
  const protocol = (next >>> 8) & 0xff;
  if (!decodePlainTransport(view, transportAt, end, packetEnd, protocol, packet)) return false;
  const words = packet.words;
  for (let word = 0; word < 8; word++) words[WORD_SOURCE + word] = view.getInt32(at + 8 + word * 4);
  packet.ipVersion = 6;
  packet.ipOffset = at;
  packet.ipCaptured = end - at;
  packet.ipFlags = 0;
  packet.trafficClass = (head >>> 20) & 0xff;
  packet.timeToLive = next & 0xff;
  packet.protocol = protocol;
  return true;
}

/** Nothing but the transport's own fields is written, and that only where it is ordinary to its end. */
function decodePlainTransport(
  view: DataView,
  at: number,
  end: number,
  packetEnd: number,
  protocol: number,
  packet: DecodedPacket,
): boolean {
  const limit = packetEnd < end ? packetEnd : end;
  if (protocol === PROTOCOL_TCP) {
    if (limit - at < TCP_LENGTH) return false;
    const bits = view.getInt32(at + 12);
    const headerLength = (bits >>> 28) << 2;
    const payloadAt = at + headerLength;
    if (headerLength < TCP_LENGTH || payloadAt > limit) return false;
    const words = packet.words;
    words[WORD_TCP_SEQUENCE] = view.getInt32(at + 4);
    words[WORD_TCP_ACKNOWLEDGEMENT] = view.getInt32(at + 8);
    packet.tcpFlags = (bits >>> 16) & 0xff;
    packet.tcpWindow = bits & 0xffff;
    packet.payloadOffset = payloadAt;
    packet.payloadCaptured = limit - payloadAt;
    packet.payloadLength = packetEnd - payloadAt;
  } else if (protocol === PROTOCOL_UDP) {
    const length = view.getUint16(at + 4);
    if (limit - at < UDP_LENGTH || length < UDP_LENGTH) return false;
    const payloadAt = at + UDP_LENGTH;
    const payloadEnd = at + length < packetEnd ? at + length : packetEnd;
    if (hasTunnelPort(view.getUint16(at), view.getUint16(at + 2))) return false;
    // Teredo between clients goes to any port: as long as the IPv6 packet that the payload would begin with. The length first,
    // since it nearly never agrees.
    if (end - payloadAt >= 6 && view.getUint16(payloadAt + 4) === payloadEnd - payloadAt - IPV6_LENGTH)
      if (view.getUint8(payloadAt) >> 4 === 6) return false;
    packet.words[WORD_TCP_SEQUENCE] = 0;
    packet.words[WORD_TCP_ACKNOWLEDGEMENT] = 0;
    packet.tcpFlags = 0;
    packet.tcpWindow = 0;
    packet.payloadOffset = payloadAt;
    packet.payloadCaptured = (payloadEnd < end ? payloadEnd : end) - payloadAt;
    packet.payloadLength = payloadEnd - payloadAt;
  } else return false;
  const ports = view.getInt32(at);
  packet.sourcePort = ports >>> 16;
  packet.destinationPort = ports & 0xffff;
  packet.transportOffset = at;
  return true;
}
