/**
 * IEEE 802.11 frames (clause 9.2, 9.3.2): what data frames carry begins with LLC. The rest is counted by name: it has no
 * conversation, or none that can be read.
 */
import { continueWith, LAYER_LLC } from './inner-layer.ts';
import {
  NON_IP_WIRELESS_CONTROL,
  NON_IP_WIRELESS_DATA,
  NON_IP_WIRELESS_ENCRYPTED,
  NON_IP_WIRELESS_EXTENSION,
  NON_IP_WIRELESS_FRAGMENT,
  NON_IP_WIRELESS_MANAGEMENT,
} from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

/** Frame control, first byte: version, type, subtype; second byte: flags. */
const VERSION_MASK = 0x03;
const TYPE_SHIFT = 2;
const TYPE_MASK = 0x03;
const TYPE_MANAGEMENT = 0;
const TYPE_CONTROL = 1;
const TYPE_DATA = 2;
const SUBTYPE_NO_DATA = 0x40;
const SUBTYPE_QOS = 0x80;
const FLAG_TO_SYSTEM = 0x01;
const FLAG_FROM_SYSTEM = 0x02;
const FLAG_PROTECTED = 0x40;
/** In QoS frames: an HT control field follows. */
const FLAG_ORDER = 0x80;

const SEQUENCE_CONTROL_AT = 22;
const FRAGMENT_NUMBER_MASK = 0x0f;
const HEADER_LENGTH = 24;
const ADDRESS_LENGTH = 6;
const QOS_LENGTH = 2;
const HT_CONTROL_LENGTH = 4;
const QOS_AGGREGATE = 0x80;
/** In the second byte of QoS control of a mesh's frames. */
const QOS_MESH_CONTROL = 0x01;
/** Flags, time to live and sequence number; the flags' low bits count further addresses. */
const MESH_CONTROL_LENGTH = 6;
const MESH_ADDRESSES_MASK = 0x03;

/** A subframe of an A-MSDU: two addresses and the length of what follows (clause 9.3.2.2.2). */
const SUBFRAME_LENGTH_AT = 12;
const SUBFRAME_HEADER_LENGTH = 14;

/** Some controllers send frame control with its bytes exchanged. */
export const FRAME_CONTROL_MAY_BE_SWAPPED = 1;
/** The header is padded to a multiple of four (radiotap says so). */
export const HEADER_IS_PADDED = 2;

/** `how`: any of the above. */
export function decodeWireless(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  how: number,
  packet: DecodedPacket,
): void {
  if (end - at < 2) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const swapped = (how & FRAME_CONTROL_MAY_BE_SWAPPED) !== 0 && (bytes[at]! & VERSION_MASK) !== 0;
  const control = bytes[swapped ? at + 1 : at]!;
  const flags = bytes[swapped ? at : at + 1]!;
  const type = (control >> TYPE_SHIFT) & TYPE_MASK;
  if (type !== TYPE_DATA) markNonIp(packet, otherName(type));
  else if ((control & SUBTYPE_NO_DATA) !== 0) markNonIp(packet, NON_IP_WIRELESS_DATA);
  else if ((flags & FLAG_PROTECTED) !== 0) markNonIp(packet, NON_IP_WIRELESS_ENCRYPTED);
  else decodeData(bytes, at, end, wireEnd, control, flags, how, packet);
}

function otherName(type: number): number {
  if (type === TYPE_MANAGEMENT) return NON_IP_WIRELESS_MANAGEMENT;
  return type === TYPE_CONTROL ? NON_IP_WIRELESS_CONTROL : NON_IP_WIRELESS_EXTENSION;
}

function decodeData(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  control: number,
  flags: number,
  how: number,
  packet: DecodedPacket,
): void {
  const fourAddresses = (flags & FLAG_TO_SYSTEM) !== 0 && (flags & FLAG_FROM_SYSTEM) !== 0;
  const qos = (control & SUBTYPE_QOS) !== 0;
  const qosAt = at + HEADER_LENGTH + (fourAddresses ? ADDRESS_LENGTH : 0);
  let position = qosAt;
  if (qos) position += QOS_LENGTH + ((flags & FLAG_ORDER) === 0 ? 0 : HT_CONTROL_LENGTH);
  if ((how & HEADER_IS_PADDED) !== 0) position += -(position - at) & 3;
  if (position >= end) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  if ((bytes[at + SEQUENCE_CONTROL_AT]! & FRAGMENT_NUMBER_MASK) !== 0) {
    markNonIp(packet, NON_IP_WIRELESS_FRAGMENT);
    return;
  }
  let frameEnd = wireEnd;
  if (qos) {
    if ((bytes[qosAt]! & QOS_AGGREGATE) !== 0) {
      const subframeEnd = skipSubframeHeader(bytes, position, end);
      position += SUBFRAME_HEADER_LENGTH;
      if (subframeEnd < frameEnd) frameEnd = subframeEnd;
    }
    if (fourAddresses && (bytes[qosAt + 1]! & QOS_MESH_CONTROL) !== 0 && position < end)
      position += MESH_CONTROL_LENGTH + (bytes[position]! & MESH_ADDRESSES_MASK) * ADDRESS_LENGTH;
  }
  continueWith(LAYER_LLC, position, frameEnd < end ? frameEnd : end, frameEnd);
}

/** Where the first subframe ends; of an aggregate only that one is decoded: a captured frame is one packet. */
function skipSubframeHeader(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < SUBFRAME_HEADER_LENGTH) return end;
  return at + SUBFRAME_HEADER_LENGTH + ((bytes[at + SUBFRAME_LENGTH_AT]! << 8) | bytes[at + SUBFRAME_LENGTH_AT + 1]!);
}
