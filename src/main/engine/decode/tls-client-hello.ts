/**
 * The server's name in a ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2, RFC 6347 §4.2.1; name: RFC 6066 §3).
 *
 * The message may be there only in part: what was read so far decides as soon as it can. An encrypted ClientHello shows
 * its outer name, which is what a server in between is asked for. Unknown extensions, reserved values (GREASE) among them,
 * are passed over; lengths that contradict each other before the extensions mean that it is no ClientHello.
 */
import { hostText } from './host-text.ts';
import { MORE, type NameAnswer, NONE, OTHER } from './name-answer.ts';

/** Type and length of a handshake message (RFC 8446 §4). */
export const TLS_HANDSHAKE_HEADER = 4;
export const HANDSHAKE_CLIENT_HELLO = 1;
/** Last of the types that are sent; they are not encrypted at the beginning of a connection. */
const HANDSHAKE_LAST_TYPE = 25;

const RANDOM_LENGTH = 32;
const MAX_SESSION_ID = 32;
const EXTENSION_HEADER = 4;
const EXTENSION_SERVER_NAME = 0;
const NAME_TYPE_HOST = 0;

const VERSION_MAJOR_TLS = 3;
const VERSION_MINOR_LAST = 4;
const VERSION_MAJOR_DTLS = 0xfe;
/** 0xfeff is DTLS 1.0, 0xfefd 1.2, 0xfefc 1.3. */
const VERSION_MINOR_DTLS_FIRST = 0xfc;

/** Every vector at its longest; DTLS's cookie included. A longer message is no ClientHello. */
export const LONGEST_CLIENT_HELLO: number =
  2 + RANDOM_LENGTH + (1 + MAX_SESSION_ID) + (1 + 255) + (2 + 65_534) + (1 + 255) + (2 + 65_535);
const SHORTEST_CLIENT_HELLO = 2 + RANDOM_LENGTH + 1 + (2 + 2) + (1 + 1);

/** Whether a message of this type is sent in handshakes: other than ClientHello it tells the protocol, but no name. */
export function isHandshakeType(type: number): boolean {
  return type <= HANDSHAKE_LAST_TYPE;
}

/** SSL 3.0 to TLS 1.3: records and hellos may claim any of them, whatever is negotiated in the end. */
export function isTlsVersion(major: number, minor: number): boolean {
  return major === VERSION_MAJOR_TLS && minor <= VERSION_MINOR_LAST;
}

export function isDtlsVersion(major: number, minor: number): boolean {
  return major === VERSION_MAJOR_DTLS && minor >= VERSION_MINOR_DTLS_FIRST;
}

/** A TLS handshake message that begins at `start`, of which what is before `end` has arrived. */
export function readHandshakeServerName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (end <= start) return MORE;
  const type = bytes[start]!;
  if (type !== HANDSHAKE_CLIENT_HELLO) return isHandshakeType(type) ? NONE : OTHER;
  if (end - start < TLS_HANDSHAKE_HEADER) return MORE;
  const length = (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!;
  return readClientHelloName(bytes, start + TLS_HANDSHAKE_HEADER, end, length, false);
}

/** A ClientHello's body of `length` bytes at `start`, of which what is before `end` has arrived. */
export function readClientHelloName(
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number,
  datagram: boolean,
): NameAnswer {
  if (length < SHORTEST_CLIENT_HELLO || length > LONGEST_CLIENT_HELLO) return OTHER;
  const messageEnd = start + length;
  const limit = Math.min(end, messageEnd);
  /** What it means that something is not before `limit`. */
  const short = end < messageEnd ? MORE : OTHER;

  if (limit - start < 2) return short;
  const isVersion = datagram ? isDtlsVersion : isTlsVersion;
  if (!isVersion(bytes[start]!, bytes[start + 1]!)) return OTHER;

  let at = start + 2 + RANDOM_LENGTH;
  if (at >= limit) return short;
  if (bytes[at]! > MAX_SESSION_ID) return OTHER;
  at += 1 + bytes[at]!;
  if (datagram) {
    if (at >= limit) return short;
    at += 1 + bytes[at]!;
  }
  if (at + 2 > limit) return short;
  const suites = (bytes[at]! << 8) | bytes[at + 1]!;
  if (suites === 0 || suites % 2 !== 0) return OTHER;
  at += 2 + suites;
  if (at >= limit) return short;
  if (bytes[at] === 0) return OTHER;
  at += 1 + bytes[at]!;
  if (at === messageEnd) return NONE;
  if (at + 2 > limit) return short;
  const extensions = (bytes[at]! << 8) | bytes[at + 1]!;
  at += 2;
  if (at + extensions > messageEnd) return OTHER;
  return readExtensions(bytes, at, at + extensions, limit);
}

/** Extensions `start` … `end`, of which what is before `limit` has arrived. */
function readExtensions(bytes: Uint8Array, start: number, end: number, limit: number): NameAnswer {
  let at = start;
  while (at + EXTENSION_HEADER <= end) {
    if (at + EXTENSION_HEADER > limit) return MORE;
    const type = (bytes[at]! << 8) | bytes[at + 1]!;
    const dataEnd = at + EXTENSION_HEADER + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (dataEnd > end) return NONE;
    if (type === EXTENSION_SERVER_NAME) {
      return dataEnd > limit ? MORE : readServerNames(bytes, at + EXTENSION_HEADER, dataEnd);
    }
    at = dataEnd;
  }
  return NONE;
}

/** The list's first host name. Names of other types have a length in the same place (RFC 6066 §3). */
function readServerNames(bytes: Uint8Array, start: number, end: number): NameAnswer {
  let at = start + 2;
  while (at + 3 <= end) {
    const nameStart = at + 3;
    const nameEnd = nameStart + ((bytes[at + 1]! << 8) | bytes[at + 2]!);
    if (nameEnd > end) return NONE;
    if (bytes[at] === NAME_TYPE_HOST) {
      const name = hostText(bytes, nameStart, nameEnd);
      return name === null ? NONE : { kind: 'name', name };
    }
    at = nameEnd;
  }
  return NONE;
}
