/**
 * What is above IP. `at`: where the transport header begins; `limit`: where the captured part of the IP packet ends (never
 * below `at`); `packetEnd`: where the packet ends on the wire, after `limit` where it was cut.
 */
import { decodeIcmp, decodeIcmpv6 } from './icmp.ts';
import { enterIpTunnel } from './ip-tunnels.ts';
import {
  type DecodedPacket,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_SCTP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  PROTOCOL_UDPLITE,
} from './packet.ts';
import { decodeSctp } from './sctp.ts';
import { decodeTcp } from './tcp.ts';
import { decodeUdp, decodeUdpLite } from './udp.ts';

export function decodeTransport(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  protocol: number,
  packet: DecodedPacket,
): void {
  packet.protocol = protocol;
  packet.transportOffset = at;
  switch (protocol) {
    case PROTOCOL_TCP:
      decodeTcp(bytes, at, limit, packetEnd, packet);
      break;
    case PROTOCOL_UDP:
      decodeUdp(bytes, at, limit, packetEnd, packet);
      break;
    case PROTOCOL_ICMP:
      decodeIcmp(bytes, at, limit, packetEnd, packet);
      break;
    case PROTOCOL_ICMPV6:
      decodeIcmpv6(bytes, at, limit, packetEnd, packet);
      break;
    case PROTOCOL_SCTP:
      decodeSctp(bytes, at, limit, packetEnd, packet);
      break;
    case PROTOCOL_UDPLITE:
      decodeUdpLite(bytes, at, limit, packetEnd, packet);
      break;
    default:
      packet.payloadOffset = at;
      packet.payloadCaptured = limit - at;
      packet.payloadLength = packetEnd > at ? packetEnd - at : 0;
      enterIpTunnel(bytes, at, limit, packetEnd, protocol, packet);
  }
}

/** A fragment but the first: everything after the IP header is the middle of somebody's payload. */
export function decodeLaterFragment(
  at: number,
  limit: number,
  packetEnd: number,
  protocol: number,
  packet: DecodedPacket,
): void {
  packet.protocol = protocol;
  packet.transportOffset = at;
  packet.payloadOffset = at;
  packet.payloadCaptured = limit - at;
  packet.payloadLength = packetEnd > at ? packetEnd - at : 0;
}
