/**
 * QUIC's long headers (RFC 9000 §17.2; what holds for all versions: RFC 8999 §5.1), without what protection hides.
 * Several packets may share a datagram (RFC 9000 §12.2); those with short headers carry no name.
 */
import { quicIntegerLength, readQuicInteger } from './quic-integers.ts';
import { findQuicVersion, isReservedQuicVersion, type QuicVersion } from './quic-versions.ts';
import { read32 } from './words.ts';

/** What is at a position of a datagram. */
export const QUIC_OTHER = 0;
/** A packet of a version that is known; the header's fields hold. */
export const QUIC_PACKET = 1;
/** The same, but it ends beyond what was captured. */
export const QUIC_CUT = 2;
/** QUIC, but nothing to read: version negotiation, or a version that forces it. */
export const QUIC_NEGOTIATION = 3;

export const QUIC_INITIAL = 0;
export const QUIC_RETRY = 3;

const LONG_HEADER = 0x80;
const FIXED_BIT = 0x40;
const MAX_ID_LENGTH = 20;
/** Packet number and protection sample (RFC 9001 §5.4.2). */
const SHORTEST_PROTECTED = 4 + 16;

/** Filled by `readQuicLongHeader`, owned by its caller. */
export class QuicHeader {
  versionNumber: number = 0;
  version: QuicVersion | null = null;
  /** QUIC_INITIAL … QUIC_RETRY, in version 1's numbers. */
  type: number = QUIC_INITIAL;
  destinationIdAt: number = 0;
  destinationIdEnd: number = 0;
  /** Where the protected packet number begins. */
  packetNumberAt: number = 0;
  packetEnd: number = 0;
}

/** Whether a datagram may begin with a long header that can be read: all that most datagrams are asked. */
export function startsQuic(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 7 || (bytes[start]! & LONG_HEADER) === 0 || bytes[start + 5]! > MAX_ID_LENGTH) return false;
  const version = read32(bytes, start + 1) >>> 0;
  return version === 0 || isReservedQuicVersion(version) || findQuicVersion(version) !== null;
}

/** Reads the packet at `start`, of a datagram that ends at `end`, into `header`; answers a QUIC_ number. */
export function readQuicLongHeader(bytes: Uint8Array, start: number, end: number, header: QuicHeader): number {
  if (!startsQuic(bytes, start, end)) return QUIC_OTHER;
  const number = read32(bytes, start + 1) >>> 0;
  const version = findQuicVersion(number);
  const idAt = start + 6;
  const idEnd = idAt + bytes[start + 5]!;
  if (idEnd >= end) return QUIC_OTHER;
  const sourceIdLength = bytes[idEnd]!;
  const at = idEnd + 1 + sourceIdLength;
  if (sourceIdLength > MAX_ID_LENGTH || at > end) return QUIC_OTHER;
  if (version === null) return number !== 0 || listsVersions(bytes, at, end) ? QUIC_NEGOTIATION : QUIC_OTHER;
  if ((bytes[start]! & FIXED_BIT) === 0) return QUIC_OTHER;

  header.versionNumber = number;
  header.version = version;
  header.type = ((bytes[start]! >> 4) + version.typeShift) & 3;
  header.destinationIdAt = idAt;
  header.destinationIdEnd = idEnd;
  if (header.type === QUIC_RETRY) {
    header.packetEnd = end;
    return QUIC_PACKET;
  }
  return readLength(bytes, at, end, header);
}

/** Token, where the type has one, and length. */
function readLength(bytes: Uint8Array, start: number, end: number, header: QuicHeader): number {
  let at = start;
  if (header.type === QUIC_INITIAL) {
    if (at >= end) return QUIC_CUT;
    const tokenAt = at + quicIntegerLength(bytes[at]!);
    if (tokenAt > end) return QUIC_CUT;
    at = tokenAt + readQuicInteger(bytes, at);
  }
  if (at >= end) return QUIC_CUT;
  const numberAt = at + quicIntegerLength(bytes[at]!);
  if (numberAt > end) return QUIC_CUT;
  const length = readQuicInteger(bytes, at);
  if (length < SHORTEST_PROTECTED) return QUIC_OTHER;
  header.packetNumberAt = numberAt;
  header.packetEnd = numberAt + length;
  return header.packetEnd > end ? QUIC_CUT : QUIC_PACKET;
}

/** RFC 9000 §17.2.1: what a server offers, one of them a version that there is or a reserved one. */
function listsVersions(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || (end - start) % 4 !== 0) return false;
  for (let at = start; at < end; at += 4) {
    const version = read32(bytes, at) >>> 0;
    if (isReservedQuicVersion(version) || findQuicVersion(version) !== null) return true;
  }
  return false;
}
