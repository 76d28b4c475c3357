/**
 * What follows inside of a frame after a header that can hold any other one: tunnels, bridged frames, wrapped link types.
 * Such a decoder does not call the next one, it says with `continueWith` where it begins, and `follow-layers.ts` goes on
 * from there: encapsulations nest in any order without recursion, and their number is bounded in one place.
 *
 * The scratch here lives for one frame: it is as it was when `decodeFrame` returns.
 */
import {
  type DecodedPacket,
  WORD_DESTINATION,
  WORD_SOURCE,
  WORD_TUNNEL_DESTINATION,
  WORD_TUNNEL_SOURCE,
} from './packet.ts';
import { TUNNEL_NONE } from './tunnel-kinds.ts';

export const LAYER_NONE = 0;
/** A whole frame of the link type `value`. */
export const LAYER_LINK = 1;
export const LAYER_ETHERNET = 2;
/** What follows the EtherType `value`. */
export const LAYER_ETHER_TYPE = 3;
/** IP of either version. */
export const LAYER_IP = 4;
export const LAYER_PPP = 5;
export const LAYER_LLC = 6;
export const LAYER_WIRELESS = 7;

/** Encapsulations that one frame may nest. */
export const MAX_LAYERS = 16;

export const inner = {
  layer: 0,
  value: 0,
  at: 0,
  end: 0,
  wireEnd: 0,
  /** Tunnels over IP entered so far, and how many may be (MAX_LAYERS): one fewer where the last one turned out to hold no session. */
  tunnels: 0,
  tunnelLimit: 16,
};

/** `at` … `end`: what was captured of it; `wireEnd`: where it ended on the wire. */
export function continueWith(layer: number, at: number, end: number, wireEnd: number, value: number = 0): void {
  inner.layer = layer;
  inner.at = at;
  inner.end = end;
  inner.wireEnd = wireEnd;
  inner.value = value;
}

/**
 * Whether the packet's IP payload may be looked at as a tunnel: not where it is a part of something larger, nor where
 * that was tried. Until the inner packet is decoded, and if it never is, the packet is the outer conversation's.
 */
export function mayEnterTunnel(packet: DecodedPacket): boolean {
  return !packet.firstFragment && inner.tunnels < inner.tunnelLimit;
}

/**
 * Notes the tunnel that the IP packet at hand is. `id` -1: it has none. `keyed`: the id is the same in both directions, so
 * that it tells conversations apart; ids that each end chooses for itself do not.
 */
export function enterTunnel(packet: DecodedPacket, kind: number, id: number, keyed: boolean): void {
  const { words } = packet;
  inner.tunnels++;
  packet.tunnelKind = kind;
  packet.tunnelId = id;
  // Of tunnels in tunnels each has its part in the key.
  packet.tunnelKey = (Math.imul(packet.tunnelKey, 31) + (keyed ? (kind << 24) | (id & 0xff_ffff) : kind << 24)) | 0;
  for (let word = 0; word < 4; word++) {
    words[WORD_TUNNEL_SOURCE + word] = words[WORD_SOURCE + word]!;
    words[WORD_TUNNEL_DESTINATION + word] = words[WORD_DESTINATION + word]!;
  }
}

/**
 * Notes a link layer that is told like a tunnel, but has no addresses of its own, is no part of the key (often only one
 * direction has it), and never hides a tunnel around it. `id` -1: it has none.
 */
export function noteLinkTunnel(packet: DecodedPacket, kind: number, id: number): void {
  if (packet.tunnelKind !== TUNNEL_NONE) return;
  packet.tunnelKind = kind;
  packet.tunnelId = id;
}
