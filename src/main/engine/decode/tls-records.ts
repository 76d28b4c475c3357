/**
 * TLS on a stream (RFC 8446 §5.1): a head of the initiator's direction to the name in its ClientHello, which may lie in any
 * number of records. A hello in SSL 2.0's form (RFC 5246 §E.2) is TLS without a name, and so is a stream that was joined
 * late, at whole records of a connection under way.
 */
import { MORE, type NameAnswer, NONE, OTHER } from './name-answer.ts';
import {
  isTlsVersion,
  LONGEST_CLIENT_HELLO,
  readHandshakeServerName,
  TLS_HANDSHAKE_HEADER,
} from './tls-client-hello.ts';

const RECORD_HEADER = 5;
const CONTENT_CHANGE_CIPHER = 20;
const CONTENT_ALERT = 21;
const CONTENT_HANDSHAKE = 22;
const CONTENT_APPLICATION = 23;
const MAX_PLAIN_FRAGMENT = 16_384;
/** What encryption may add (RFC 5246 §6.2.3). */
const MAX_EXPANSION = 2048;

const SSL2_LENGTH_FLAG = 0x80;
const SSL2_HEADER = 11;
const SSL2_CLIENT_HELLO = 1;
const SSL2_MIN_CHALLENGE = 16;
const SSL2_MAX_CHALLENGE = 32;

export function readTlsServerName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (end <= start) return MORE;
  const first = bytes[start]!;
  if (first === CONTENT_HANDSHAKE) return readRecords(bytes, start, end);
  if (first >= CONTENT_CHANGE_CIPHER && first <= CONTENT_APPLICATION) return readLateRecord(bytes, start, end);
  return (first & SSL2_LENGTH_FLAG) === 0 ? OTHER : readSsl2Hello(bytes, start, end);
}

/** Length of the record's fragment at `at`, whose header is there; -1 where it is no record of plain handshake. */
function fragmentLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== CONTENT_HANDSHAKE || !isTlsVersion(bytes[at + 1]!, bytes[at + 2]!)) return -1;
  const length = (bytes[at + 3]! << 8) | bytes[at + 4]!;
  return length === 0 || length > MAX_PLAIN_FRAGMENT ? -1 : length;
}

/** Whether the bytes of a header that are there can be TLS's. */
function headerFits(bytes: Uint8Array, at: number, end: number): boolean {
  const available = end - at;
  return (available < 2 || isTlsVersion(bytes[at + 1]!, 0)) && (available < 3 || isTlsVersion(3, bytes[at + 2]!));
}

function readRecords(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (end - start < RECORD_HEADER) return headerFits(bytes, start, end) ? MORE : OTHER;
  const length = fragmentLength(bytes, start);
  if (length < 0) return OTHER;
  const fragment = start + RECORD_HEADER;
  const fragmentEnd = fragment + length;
  // Nearly always the whole message is in the first record.
  const answer = readHandshakeServerName(bytes, fragment, Math.min(end, fragmentEnd));
  if (answer !== MORE || end <= fragmentEnd) return answer;
  return readSplitMessage(bytes, start, end);
}

/** Joins the fragments, then reads the message that they make. */
function readSplitMessage(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const message = new Uint8Array(Math.min(end - start, TLS_HANDSHAKE_HEADER + LONGEST_CLIENT_HELLO));
  let filled = 0;
  let broken = false;
  for (let at = start; at < end && filled < message.length;) {
    if (end - at < RECORD_HEADER) {
      broken = bytes[at] !== CONTENT_HANDSHAKE || !headerFits(bytes, at, end);
      break;
    }
    const length = fragmentLength(bytes, at);
    if (length < 0) {
      broken = true;
      break;
    }
    const fragment = at + RECORD_HEADER;
    const available = Math.min(fragment + length, end, fragment + message.length - filled);
    message.set(bytes.subarray(fragment, available), filled);
    filled += available - fragment;
    at = fragment + length;
  }
  const answer = readHandshakeServerName(message, 0, filled);
  // Handshake messages must not be interleaved with other records (RFC 8446 §5.1): the rest will not come.
  return answer === MORE && broken ? NONE : answer;
}

/** A record of a connection under way; it takes the whole header to tell. */
function readLateRecord(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (!headerFits(bytes, start, end)) return OTHER;
  if (end - start < RECORD_HEADER) return MORE;
  const length = (bytes[start + 3]! << 8) | bytes[start + 4]!;
  const type = bytes[start]!;
  // Plain alerts have two bytes and changes of cipher one; encrypted ones are longer, by a block or a tag at least.
  if (type === CONTENT_CHANGE_CIPHER) {
    if (length === 1 && end - start === RECORD_HEADER) return MORE;
    return length === 1 && bytes[start + RECORD_HEADER] === 1 ? NONE : OTHER;
  }
  if (type === CONTENT_ALERT && length === 2) return NONE;
  return length >= 16 && length <= MAX_PLAIN_FRAGMENT + MAX_EXPANSION ? NONE : OTHER;
}

function readSsl2Hello(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const available = end - start;
  if (available > 2 && bytes[start + 2] !== SSL2_CLIENT_HELLO) return OTHER;
  if (available > 3 && bytes[start + 3]! > 3) return OTHER;
  if (available < SSL2_HEADER) return MORE;
  const major = bytes[start + 3]!;
  const minor = bytes[start + 4]!;
  if (!isTlsVersion(major, minor) && !(major === 0 && minor === 2)) return OTHER;
  const length = ((bytes[start]! & ~SSL2_LENGTH_FLAG) << 8) | bytes[start + 1]!;
  const suites = (bytes[start + 5]! << 8) | bytes[start + 6]!;
  const sessionId = (bytes[start + 7]! << 8) | bytes[start + 8]!;
  const challenge = (bytes[start + 9]! << 8) | bytes[start + 10]!;
  const fits =
    suites > 0 &&
    suites % 3 === 0 &&
    (sessionId === 0 || sessionId === 16) &&
    challenge >= SSL2_MIN_CHALLENGE &&
    challenge <= SSL2_MAX_CHALLENGE &&
    length === SSL2_HEADER - 2 + suites + sessionId + challenge;
  return fits ? NONE : OTHER;
}
