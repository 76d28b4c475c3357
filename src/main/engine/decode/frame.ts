/**
 * The entrance of the decode stage: one captured frame to one `DecodedPacket`, whatever the bytes. The layers are called
 * from the outside in; each gets the position of its header, where the captured bytes end and where the frame ended on
 * the wire, and none reads a byte beyond the captured ones. Nothing throws and nothing is allocated.
 */
import { decodeEthernet } from './ethernet.ts';
import { followLayers } from './follow-layers.ts';
import { inner, LAYER_NONE, MAX_LAYERS } from './inner-layer.ts';
import { LINKTYPE_ETHERNET } from './link-types.ts';
import { decodeLink } from './links.ts';
import { decodeOrdinary } from './ordinary-frame.ts';
import {
  type DecodedPacket,
  KIND_SESSION,
  WORD_FRAGMENT_ID,
  WORD_QUOTED_SOURCE,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
  WORD_TUNNEL_SOURCE,
} from './packet.ts';
import { TUNNEL_NONE } from './tunnel-kinds.ts';

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
  decodeLayers(bytes, offset, end, wireEnd, linkType, packet);
}

/** What `decodeFrame` does with frames that are not ordinary, from bytes that `packet` was lent on. */
export function decodeLayers(
  bytes: Uint8Array,
  offset: number,
  end: number,
  wireEnd: number,
  linkType: number,
  packet: DecodedPacket,
): void {
  resetPacket(packet);
  if (linkType === LINKTYPE_ETHERNET) decodeEthernet(bytes, offset, end, wireEnd, packet);
  else decodeLink(bytes, offset, end, wireEnd, linkType, packet);
  if (inner.layer !== LAYER_NONE) decodeInside(bytes, offset, end, wireEnd, linkType, packet);
}

/**
 * Follows the frame inwards. Where the innermost tunnel over IP holds no session, or none that was captured, the packet
 * is the session around it, which is what decoding again without that tunnel gives.
 */
function decodeInside(
  bytes: Uint8Array,
  offset: number,
  end: number,
  wireEnd: number,
  linkType: number,
  packet: DecodedPacket,
): void {
  followLayers(bytes, packet);
  if (packet.kind !== KIND_SESSION && inner.tunnels > 0) {
    inner.tunnelLimit = inner.tunnels - 1;
    inner.tunnels = 0;
    resetPacket(packet);
    decodeLink(bytes, offset, end, wireEnd, linkType, packet);
    followLayers(bytes, packet);
    inner.tunnelLimit = MAX_LAYERS;
  }
  inner.tunnels = 0;
}

/** What a frame has until a layer says otherwise; the addresses are written (or cleared) by whoever decides the kind. */
export function resetPacket(packet: DecodedPacket): void {
  const words = packet.words;
  if (packet.quoted) words.fill(0, WORD_QUOTED_SOURCE, WORD_TUNNEL_SOURCE);
  if (packet.tunnelKind !== TUNNEL_NONE) clearTunnel(packet);
  words[WORD_TCP_SEQUENCE] = 0;
  words[WORD_TCP_ACKNOWLEDGEMENT] = 0;
  words[WORD_FRAGMENT_ID] = 0;
  packet.kind = KIND_SESSION;
  packet.reason = 0;
  packet.etherType = 0;
  packet.outerVlan = -1;
  packet.innerVlan = -1;
  packet.ipVersion = 0;
  packet.ipOffset = 0;
  packet.ipCaptured = 0;
  packet.ipFlags = 0;
  packet.trafficClass = 0;
  packet.timeToLive = 0;
  packet.protocol = 0;
  packet.sourcePort = -1;
  packet.destinationPort = -1;
  packet.laterFragment = false;
  packet.firstFragment = false;
  packet.fragmentAt = 0;
  packet.fragmentOffset = 0;
  packet.moreFragments = false;
  packet.fragmentProtocol = 0;
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

function clearTunnel(packet: DecodedPacket): void {
  packet.tunnelKind = TUNNEL_NONE;
  packet.tunnelId = -1;
  packet.tunnelKey = 0;
  packet.words.fill(0, WORD_TUNNEL_SOURCE);
}
