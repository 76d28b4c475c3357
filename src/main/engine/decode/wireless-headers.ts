/**
 * What capture drivers put in front of 802.11 frames: radiotap (https://www.radiotap.org), AVS and Prism
 * (https://www.tcpdump.org/linktypes.html). Only their length matters here, and radiotap's remark on padding.
 */
import { continueWith, LAYER_WIRELESS } from './inner-layer.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';
import { HEADER_IS_PADDED } from './wireless.ts';
import { read32 } from './words.ts';

/** Version, padding, length, then the first word of what is present (all little-endian). */
const RADIOTAP_LENGTH_AT = 2;
const RADIOTAP_PRESENT_AT = 4;
const RADIOTAP_MIN_LENGTH = 8;
const PRESENT_TIME = 0x01;
const PRESENT_FLAGS = 0x02;
/** In the fourth byte of a word: another one follows. */
const PRESENT_MORE = 0x80;
const TIME_LENGTH = 8;
const FLAG_PADDED = 0x20;

/** In the upper 20 bits of AVS's first word; the length is the second one. */
const AVS_MAGIC = 0x8021_1000;
const AVS_MAGIC_MASK = 0xffff_f000;
const AVS_MIN_LENGTH = 8;

/** A message code and the message's length, in the byte order of the machine that captured. */
const PRISM_LENGTH_AT = 4;
const PRISM_LENGTH = 144;

export function decodeRadiotap(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  const length =
    end - at < RADIOTAP_MIN_LENGTH ? 0 : bytes[at + RADIOTAP_LENGTH_AT]! | (bytes[at + RADIOTAP_LENGTH_AT + 1]! << 8);
  if (length < RADIOTAP_MIN_LENGTH || at + length > end) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const padded = (radiotapFlags(bytes, at, at + length) & FLAG_PADDED) !== 0;
  continueWith(LAYER_WIRELESS, at + length, end, wireEnd, padded ? HEADER_IS_PADDED : 0);
}

/** The `flags` field, the second one that can be present; 0 where it is not. */
function radiotapFlags(bytes: Uint8Array, at: number, headerEnd: number): number {
  const present = bytes[at + RADIOTAP_PRESENT_AT]!;
  if ((present & PRESENT_FLAGS) === 0) return 0;
  let position = at + RADIOTAP_PRESENT_AT;
  while (position + 4 < headerEnd && (bytes[position + 3]! & PRESENT_MORE) !== 0) position += 4;
  position += 4;
  // Fields are aligned to their size, from the header's beginning.
  if ((present & PRESENT_TIME) !== 0) position += (-(position - at) & (TIME_LENGTH - 1)) + TIME_LENGTH;
  return position < headerEnd ? bytes[position]! : 0;
}

export function decodeAvs(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  const length = end - at < AVS_MIN_LENGTH ? 0 : read32(bytes, at + 4);
  if (length < AVS_MIN_LENGTH || length >= end - at) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else continueWith(LAYER_WIRELESS, at + length, end, wireEnd);
}

/** Drivers that write AVS headers under Prism's link type are common. */
export function decodePrism(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at < PRISM_LENGTH_AT + 4) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const magic = read32(bytes, at) & AVS_MAGIC_MASK;
  if (magic === (AVS_MAGIC | 0)) {
    decodeAvs(bytes, at, end, wireEnd, packet);
    return;
  }
  const high = read32(bytes, at + PRISM_LENGTH_AT);
  const low = bytes[at + PRISM_LENGTH_AT]! | (bytes[at + PRISM_LENGTH_AT + 1]! << 8);
  let length = PRISM_LENGTH;
  if (low >= 8 && low < end - at) length = low;
  else if (high >= 8 && high < end - at) length = high;
  if (length >= end - at) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else continueWith(LAYER_WIRELESS, at + length, end, wireEnd);
}
