/**
 * The entrance of the decode stage: one captured frame to one `DecodedPacket`, whatever the bytes. The layers are called
 * from the outside in; each gets the position of its header, where the captured bytes end and where the frame ended on
 * the wire, and none reads a byte beyond the captured ones. Nothing throws and nothing is allocated.
 */
import { decodeEthernet } from './ethernet.ts';
import { decodeIp } from './ip.ts';
import {
  LINKTYPE_ETHERNET,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NULL,
  LINKTYPE_RAW,
  LINKTYPE_RAW_BSD,
  LINKTYPE_RAW_OPENBSD,
} from './link-types.ts';
import { decodeLinuxCooked, decodeLinuxCooked2 } from './linux-cooked.ts';
import { decodeLoopback } from './loopback.ts';
import { decodeOrdinary } from './ordinary-frame.ts';
import { markUndecoded } from './outcome.ts';
import {
  type DecodedPacket,
  KIND_SESSION,
  WORD_FRAGMENT_ID,
  WORD_QUOTED_SOURCE,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from './packet.ts';
import { REASON_UNSUPPORTED_LINK_TYPE } from './reasons.ts';

/**
 * Decodes the frame at `offset` of `bytes` into `packet`: every field but `time` and `interfaceId` is set. `linkType` is a
 * LINKTYPE_ value. A frame that the snap length cut keeps what its captured part tells.
 */
export function decodeFrame(
  bytes: Uint8Array,
  offset: number,
  capturedLength: number,
  wireLength: number,
  linkType: number,
  packet: DecodedPacket,
): void {
  const end = offset + capturedLength < bytes.length ? offset + capturedLength : bytes.length;
  const wireEnd = wireLength > capturedLength ? offset + wireLength : offset + capturedLength;
  if (packet.bytes !== bytes) packet.lend(bytes);
  packet.capturedLength = capturedLength;
  packet.wireLength = wireLength;
  if (linkType === LINKTYPE_ETHERNET) {
    if (!packet.ordinary) resetPacket(packet);
    packet.ordinary = true;
    if (decodeOrdinary(packet.view, offset, end, wireEnd, packet)) return;
  }
  packet.ordinary = false;
  resetPacket(packet);
  switch (linkType) {
    case LINKTYPE_ETHERNET:
      decodeEthernet(bytes, offset, end, wireEnd, packet);
      break;
    case LINKTYPE_LINUX_SLL:
      decodeLinuxCooked(bytes, offset, end, wireEnd, packet);
      break;
    case LINKTYPE_LINUX_SLL2:
      decodeLinuxCooked2(bytes, offset, end, wireEnd, packet);
      break;
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
      decodeLoopback(bytes, offset, end, wireEnd, linkType === LINKTYPE_LOOP, packet);
      break;
    case LINKTYPE_RAW:
    case LINKTYPE_RAW_BSD:
    case LINKTYPE_RAW_OPENBSD:
    case LINKTYPE_IPV4:
    case LINKTYPE_IPV6:
      decodeIp(bytes, offset, end, wireEnd, packet);
      break;
    default:
      markUndecoded(packet, REASON_UNSUPPORTED_LINK_TYPE);
  }
}

/** What a frame has until a layer says otherwise; the addresses are written (or cleared) by whoever decides the kind. */
export function resetPacket(packet: DecodedPacket): void {
  const words = packet.words;
  if (packet.quoted) words.fill(0, WORD_QUOTED_SOURCE);
  words[WORD_TCP_SEQUENCE] = 0;
  words[WORD_TCP_ACKNOWLEDGEMENT] = 0;
  words[WORD_FRAGMENT_ID] = 0;
  packet.kind = KIND_SESSION;
  packet.reason = 0;
  packet.etherType = 0;
  packet.outerVlan = -1;
  packet.innerVlan = -1;
  packet.tunnelKey = 0;
  packet.ipVersion = 0;
  packet.ipOffset = 0;
  packet.trafficClass = 0;
  packet.timeToLive = 0;
  packet.protocol = 0;
  packet.sourcePort = -1;
  packet.destinationPort = -1;
  packet.laterFragment = false;
  packet.firstFragment = false;
  packet.tcpFlags = 0;
  packet.tcpWindow = 0;
  packet.icmpType = -1;
  packet.icmpCode = -1;
  packet.transportOffset = 0;
  packet.payloadOffset = 0;
  packet.payloadCaptured = 0;
  packet.payloadLength = 0;
  packet.quoted = false;
  packet.quotedProtocol = 0;
  packet.quotedSourcePort = -1;
  packet.quotedDestinationPort = -1;
}
