/** Decodes what decoders of encapsulations left to be continued (inner-layer.ts), until nothing is left. */
import { decodeEthernet, decodeEtherType } from './ethernet.ts';
import {
  inner,
  LAYER_ETHER_TYPE,
  LAYER_ETHERNET,
  LAYER_IP,
  LAYER_LINK,
  LAYER_LLC,
  LAYER_NONE,
  LAYER_PPP,
  LAYER_WIRELESS,
  MAX_LAYERS,
} from './inner-layer.ts';
import { decodeIp } from './ip.ts';
import { decodeLink } from './links.ts';
import { decodeLlc } from './llc.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { decodePpp } from './ppp.ts';
import { REASON_TOO_MANY_LAYERS } from './reasons.ts';
import { decodeWireless } from './wireless.ts';

export function followLayers(bytes: Uint8Array, packet: DecodedPacket): void {
  for (let layers = 0; inner.layer !== LAYER_NONE; layers++) {
    const { layer, at, end, wireEnd, value } = inner;
    inner.layer = LAYER_NONE;
    if (layers === MAX_LAYERS) {
      markUndecoded(packet, REASON_TOO_MANY_LAYERS);
      return;
    }
    if (packet.ipVersion !== 0) forgetSession(packet);
    decodeLayer(bytes, layer, at, end, wireEnd, value, packet);
  }
}

/** Takes back what the outer packet was and an inner one need not set. */
function forgetSession(packet: DecodedPacket): void {
  packet.ipVersion = 0;
  packet.sourcePort = -1;
  packet.destinationPort = -1;
  packet.payloadCaptured = 0;
  packet.payloadLength = 0;
}

function decodeLayer(
  bytes: Uint8Array,
  layer: number,
  at: number,
  end: number,
  wireEnd: number,
  value: number,
  packet: DecodedPacket,
): void {
  switch (layer) {
    case LAYER_LINK:
      decodeLink(bytes, at, end, wireEnd, value, packet);
      break;
    case LAYER_ETHERNET:
      decodeEthernet(bytes, at, end, wireEnd, packet);
      break;
    case LAYER_ETHER_TYPE:
      decodeEtherType(bytes, at, end, wireEnd, value, packet);
      break;
    case LAYER_IP:
      decodeIp(bytes, at, end, wireEnd, packet);
      break;
    case LAYER_PPP:
      decodePpp(bytes, at, end, wireEnd, packet);
      break;
    case LAYER_LLC:
      decodeLlc(bytes, at, end, wireEnd, packet);
      break;
    case LAYER_WIRELESS:
      decodeWireless(bytes, at, end, wireEnd, value, packet);
      break;
    default:
  }
}
