/** Link types that put a header in front of a frame of another one: PPI (CACE Technologies) and Apple's PKTAP. */
import { continueWith, LAYER_LINK } from './inner-layer.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

/** All little-endian. */
const PPI_LENGTH_AT = 2;
const PPI_LINK_TYPE_AT = 4;
const PPI_MIN_LENGTH = 8;
const PKTAP_LENGTH_AT = 0;
const PKTAP_LINK_TYPE_AT = 8;
const PKTAP_MIN_LENGTH = 12;

export function decodePpi(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  unwrap(bytes, at, end, wireEnd, PPI_LENGTH_AT, PPI_LINK_TYPE_AT, PPI_MIN_LENGTH, packet);
}

export function decodePktap(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  unwrap(bytes, at, end, wireEnd, PKTAP_LENGTH_AT, PKTAP_LINK_TYPE_AT, PKTAP_MIN_LENGTH, packet);
}

function unwrap(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  lengthAt: number,
  linkTypeAt: number,
  minLength: number,
  packet: DecodedPacket,
): void {
  if (end - at < minLength) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const length = bytes[at + lengthAt]! | (bytes[at + lengthAt + 1]! << 8);
  const linkType = bytes[at + linkTypeAt]! | (bytes[at + linkTypeAt + 1]! << 8);
  if (length < minLength || length >= end - at) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else continueWith(LAYER_LINK, at + length, end, wireEnd, linkType);
}
