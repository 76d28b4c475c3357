/**
 * The host that an HTTP/1 request is for (RFC 9112 §3): the authority of an absolute or CONNECT target, else the Host field;
 * with its port, as it was sent. A request is known by its first line, whatever the method. HTTP/2 without TLS is known by
 * its preface and shows no name: its fields are compressed.
 */
import { endOfFields, FIELDS_DONE, FIELDS_OPEN, findField, lineFeedAfter, trimmedEnd } from './header-fields.ts';
import { hostText } from './host-text.ts';
import { MORE, type NameAnswer, NONE, OTHER } from './name-answer.ts';

/** Of request line and fields together, what is looked at. */
const MOST_HEAD = 16_384;
const LONGEST_METHOD = 32;
/** Empty lines before a request are passed over (RFC 9112 §2.2). */
const MOST_LEADING = 4;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const SLASH = 0x2f;
const COLON = 0x3a;
const AT_SIGN = 0x40;
const ASTERISK = 0x2a;
const DELETE = 0x7f;

const VERSION = 'HTTP/';
const VERSION_LENGTH = VERSION.length + 3;
/** RFC 9113 §3.4; its first line reads as a request of the method PRI. */
const PREFACE_METHOD = 'PRI';
const CONNECT_METHOD = 'CONNECT';

export function readHttpHost(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const limit = Math.min(end, start + MOST_HEAD);
  const open = limit === end ? MORE : OTHER;
  const at = skipLeading(bytes, start, limit);
  const methodEnd = endOfMethod(bytes, at, limit);
  if (methodEnd < 0) return OTHER;
  if (methodEnd === limit) return open;
  const lineFeed = lineFeedAfter(bytes, methodEnd, limit);
  if (!isLineText(bytes, methodEnd, lineFeed < 0 ? limit : lineFeed)) return OTHER;
  if (lineFeed < 0) return open;
  const lineEnd = trimmedEnd(bytes, methodEnd, lineFeed);
  const version = lineEnd - VERSION_LENGTH;
  if (version <= methodEnd + 1 || bytes[version - 1] !== SPACE || !isVersion(bytes, version)) return OTHER;
  if (textAt(bytes, at, PREFACE_METHOD) && methodEnd - at === PREFACE_METHOD.length) return NONE;
  const target = methodEnd + 1;
  const targetEnd = trimmedEnd(bytes, target, version);
  const connects = textAt(bytes, at, CONNECT_METHOD) && methodEnd - at === CONNECT_METHOD.length;
  const authority = connects ? hostText(bytes, target, targetEnd) : authorityOf(bytes, target, targetEnd);
  if (authority !== null) return { kind: 'name', name: authority };
  return readHostField(bytes, lineFeed + 1, limit, limit === end);
}

/** Whether the request that begins here asks for a tunnel, whose other end is named: what follows is not HTTP. */
export function isHttpConnect(bytes: Uint8Array, start: number, end: number): boolean {
  const at = skipLeading(bytes, start, end);
  return end - at > CONNECT_METHOD.length && textAt(bytes, at, CONNECT_METHOD);
}

/** Where the head of the request that begins here ends, behind its empty line; -1 where it does not end before `end`. */
export function endOfHttpHead(bytes: Uint8Array, start: number, end: number): number {
  return endOfFields(bytes, skipLeading(bytes, start, end), end);
}

function readHostField(bytes: Uint8Array, at: number, limit: number, mayGrow: boolean): NameAnswer {
  const field = findField(bytes, at, limit, 'host');
  if (field === FIELDS_DONE) return NONE;
  if (field === FIELDS_OPEN) return mayGrow ? MORE : NONE;
  const name = hostText(bytes, field.start, field.end);
  return name === null ? NONE : { kind: 'name', name };
}

/** Of a target in absolute form (RFC 9112 §3.2.2), without user information; null for another form. */
function authorityOf(bytes: Uint8Array, target: number, end: number): string | null {
  if (bytes[target] === SLASH || bytes[target] === ASTERISK) return null;
  let colon = target;
  while (colon < end && bytes[colon] !== COLON) colon++;
  if (colon + 2 >= end || bytes[colon + 1] !== SLASH || bytes[colon + 2] !== SLASH) return null;
  let from = colon + 3;
  let to = from;
  for (; to < end && !endsAuthority(bytes[to]!); to++) if (bytes[to] === AT_SIGN) from = to + 1;
  return hostText(bytes, from, to);
}

/** `/`, `?` and `#`. */
function endsAuthority(octet: number): boolean {
  return octet === SLASH || octet === 0x3f || octet === 0x23;
}

function skipLeading(bytes: Uint8Array, start: number, limit: number): number {
  let at = start;
  while (at < limit && at - start < MOST_LEADING && (bytes[at] === CARRIAGE_RETURN || bytes[at] === LINE_FEED)) at++;
  return at;
}

/** The space behind the method, `limit` where it may be further on, -1 where this is no method. */
function endOfMethod(bytes: Uint8Array, at: number, limit: number): number {
  let position = at;
  while (position < limit && bytes[position] !== SPACE) {
    const octet = bytes[position]!;
    if (position === at ? !isLetter(octet) : !isTokenCharacter(octet)) return -1;
    if (++position - at > LONGEST_METHOD) return -1;
  }
  return position === at && position < limit ? -1 : position;
}

/** A request line has no control characters but the line's end; other octets above ASCII are sent by careless clients. */
function isLineText(bytes: Uint8Array, at: number, end: number): boolean {
  for (let position = at; position < end; position++) {
    const octet = bytes[position]!;
    if (octet < SPACE ? octet !== CARRIAGE_RETURN || position + 1 < end : octet === DELETE) return false;
  }
  return true;
}

function isVersion(bytes: Uint8Array, at: number): boolean {
  const digits = at + VERSION.length;
  return (
    textAt(bytes, at, VERSION) && isDigit(bytes[digits]!) && bytes[digits + 1] === 0x2e && isDigit(bytes[digits + 2]!)
  );
}

function textAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

function isLetter(octet: number): boolean {
  const small = octet | 0x20;
  return small >= 0x61 && small <= 0x7a;
}

/** RFC 9110 §5.6.2. */
function isTokenCharacter(octet: number): boolean {
  return isLetter(octet) || isDigit(octet) || TOKEN_MARKS.has(octet);
}

const TOKEN_MARKS: ReadonlySet<number> = new Set(Array.from("!#$%&'*+-.^_`|~", (mark) => mark.charCodeAt(0)));
