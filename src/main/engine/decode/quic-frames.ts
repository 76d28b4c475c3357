/** The frames of an opened Initial packet (RFC 9000 §12.4 and §19), for the parts of the handshake in them. */
import { quicIntegerLength, readQuicInteger } from './quic-integers.ts';

const PADDING = 0x00;
const PING = 0x01;
const ACK = 0x02;
const ACK_ECN = 0x03;

/** Bytes `start` … `end` belong at `offset` of the handshake. */
export type CryptoVisitor = (offset: number, start: number, end: number) => void;

/**
 * Visits the CRYPTO frames of a payload, whose type's number is `cryptoType`. Other frames that may stand in an Initial
 * are passed over; one that may not, or that is cut off, ends it.
 */
export function forEachCryptoFrame(bytes: Uint8Array, cryptoType: number, visit: CryptoVisitor): void {
  const end = bytes.length;
  let at = 0;
  while (at >= 0 && at < end) {
    const type = bytes[at]!;
    if (type === PADDING || type === PING) at++;
    else if (type === ACK || type === ACK_ECN) at = skipAcknowledgement(bytes, at + 1, end, type === ACK_ECN);
    else if (type === cryptoType) at = visitCrypto(bytes, at + 1, end, visit);
    else return;
  }
}

/** Where the frame ends; -1 where it is cut off. */
function visitCrypto(bytes: Uint8Array, start: number, end: number, visit: CryptoVisitor): number {
  const lengthAt = skipIntegers(bytes, start, end, 1);
  const dataAt = lengthAt < 0 ? -1 : skipIntegers(bytes, lengthAt, end, 1);
  if (dataAt < 0) return -1;
  const dataEnd = dataAt + readQuicInteger(bytes, lengthAt);
  if (dataEnd > end) return -1;
  visit(readQuicInteger(bytes, start), dataAt, dataEnd);
  return dataEnd;
}

/** RFC 9000 §19.3: largest, delay, count, first range, then that many gaps and ranges, then three counts of ECN. */
function skipAcknowledgement(bytes: Uint8Array, start: number, end: number, ecn: boolean): number {
  const countAt = skipIntegers(bytes, start, end, 2);
  const countEnd = countAt < 0 ? -1 : skipIntegers(bytes, countAt, end, 1);
  if (countEnd < 0) return -1;
  return skipIntegers(bytes, countEnd, end, 1 + 2 * readQuicInteger(bytes, countAt) + (ecn ? 3 : 0));
}

/** Where `count` integers end; -1 where they do not before `end`. Takes no more steps than there are bytes. */
function skipIntegers(bytes: Uint8Array, start: number, end: number, count: number): number {
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at >= end) return -1;
    at += quicIntegerLength(bytes[at]!);
  }
  return at > end ? -1 : at;
}
