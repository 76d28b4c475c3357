/**
 * DTLS in a datagram (RFC 6347 §4.1, §4.2.2; RFC 9147 §4 leaves both as they are for a ClientHello): the fragments of a
 * ClientHello, in whatever records and order, to the server's name. MORE where a part that decides is in another datagram,
 * or was not captured.
 */
import { MORE, type NameAnswer, NONE, OTHER } from './name-answer.ts';
import { HANDSHAKE_CLIENT_HELLO, isDtlsVersion, isHandshakeType, readClientHelloName } from './tls-client-hello.ts';

const RECORD_HEADER = 13;
const CONTENT_FIRST = 20;
const CONTENT_HANDSHAKE = 22;
const CONTENT_LAST = 23;
const HANDSHAKE_HEADER = 12;

/** A part of the ClientHello in the datagram at hand. */
interface Fragment {
  readonly offset: number;
  readonly at: number;
  readonly end: number;
}

export function readDtlsServerName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (end - start < RECORD_HEADER || !isRecord(bytes, start)) return OTHER;
  const epoch = (bytes[start + 3]! << 8) | bytes[start + 4]!;
  // Anything but plain handshake belongs to a connection under way.
  if (bytes[start] !== CONTENT_HANDSHAKE || epoch !== 0) return recordsFit(bytes, start, end) ? NONE : OTHER;
  const message = start + RECORD_HEADER;
  if (end - message < HANDSHAKE_HEADER) return OTHER;
  const type = bytes[message]!;
  if (type !== HANDSHAKE_CLIENT_HELLO) return isHandshakeType(type) && recordsFit(bytes, start, end) ? NONE : OTHER;

  const length = read24(bytes, message + 1);
  const fragmentLength = read24(bytes, message + 9);
  if (read24(bytes, message + 6) === 0 && fragmentLength === length) {
    const body = message + HANDSHAKE_HEADER;
    return readClientHelloName(bytes, body, Math.min(end, recordEnd(bytes, start)), length, true);
  }
  return readFragments(bytes, start, end, length);
}

function isRecord(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at]!;
  return type >= CONTENT_FIRST && type <= CONTENT_LAST && isDtlsVersion(bytes[at + 1]!, bytes[at + 2]!);
}

function recordEnd(bytes: Uint8Array, at: number): number {
  return at + RECORD_HEADER + ((bytes[at + 11]! << 8) | bytes[at + 12]!);
}

/** Whether the datagram is made of records; the last one may be cut. */
function recordsFit(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (end - at >= RECORD_HEADER) {
    const next = recordEnd(bytes, at);
    if (!isRecord(bytes, at) || next === at + RECORD_HEADER) return false;
    at = next;
  }
  return at >= end;
}

/** The ClientHello of `length` bytes, as far as its beginning is in this datagram. */
function readFragments(bytes: Uint8Array, start: number, end: number, length: number): NameAnswer {
  const fragments = listFragments(bytes, start, end, length);
  if (fragments === null) return OTHER;
  fragments.sort((one, other) => one.offset - other.offset);
  const message = new Uint8Array(end - start);
  let filled = 0;
  for (const { offset, at, end: fragmentEnd } of fragments) {
    if (offset > filled) break;
    if (offset + fragmentEnd - at <= filled) continue;
    message.set(bytes.subarray(at + filled - offset, fragmentEnd), filled);
    filled = offset + fragmentEnd - at;
  }
  return filled === 0 ? MORE : readClientHelloName(message, 0, filled, length, true);
}

/** Null where the fragments contradict each other. What else is in the records ends the list. */
function listFragments(bytes: Uint8Array, start: number, end: number, length: number): Fragment[] | null {
  const fragments: Fragment[] = [];
  for (let record = start; end - record >= RECORD_HEADER; record = recordEnd(bytes, record)) {
    if (!isRecord(bytes, record) || bytes[record] !== CONTENT_HANDSHAKE) break;
    const limit = Math.min(end, recordEnd(bytes, record));
    for (let at = record + RECORD_HEADER; limit - at >= HANDSHAKE_HEADER;) {
      if (bytes[at] !== HANDSHAKE_CLIENT_HELLO) return fragments;
      const offset = read24(bytes, at + 6);
      const fragmentLength = read24(bytes, at + 9);
      if (read24(bytes, at + 1) !== length || offset + fragmentLength > length) return null;
      const body = at + HANDSHAKE_HEADER;
      fragments.push({ offset, at: body, end: Math.min(limit, body + fragmentLength) });
      at = body + fragmentLength;
    }
  }
  return fragments;
}

function read24(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}
