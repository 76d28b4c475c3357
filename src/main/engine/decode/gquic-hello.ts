/**
 * Google's QUIC before TLS: the server name in the client's CHLO message. Up to `Q046` the first packets are not encrypted;
 * in `Q050` they are (flows/quic-hello.ts), and the message is the same.
 *
 * No standard says so; the form is that of the versions that Chrome shipped: a header with the version as four letters,
 * packet number and checksum, frames, and a message of tags with ascending ends (little endian) and then their values.
 */
import { hostText } from './host-text.ts';
import { MORE, type NameAnswer, NONE, OTHER } from './name-answer.ts';

const LETTER_Q = 0x51;
const DIGIT_0 = 0x30;
const DIGIT_5 = 0x35;
const DIGIT_9 = 0x39;

/** Flags of the header before `Q044`. */
const FLAG_VERSION = 0x01;
const FLAG_CONNECTION_ID = 0x08;
const FLAG_ANY_ID = 0x0c;
const FLAG_LONG = 0x80;
const CONNECTION_ID_LENGTH = 8;
/** Between version and message lie packet number, checksum and the headers of a frame or two. */
const MOST_BEFORE_MESSAGE = 96;

/** `CHLO` and `SNI\0` as numbers of the network's byte order. */
const TAG_CHLO = 0x4348_4c4f;
const TAG_SNI = 0x534e_4900;
const MESSAGE_HEADER = 8;
const ENTRY_LENGTH = 8;
const MOST_ENTRIES = 128;

/** Whether a datagram carries a version of Google's that is not encrypted from the start. */
export function startsClearGquic(bytes: Uint8Array, start: number, end: number): boolean {
  return versionAt(bytes, start, end) >= 0;
}

/** Where the version's letters are, `Q0` and two digits below `50`; -1 where there are none. */
function versionAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 1 + CONNECTION_ID_LENGTH + 4) return -1;
  const flags = bytes[start]!;
  let at = start + 1;
  if ((flags & FLAG_LONG) === 0) {
    if ((flags & FLAG_VERSION) === 0) return -1;
    if ((flags & FLAG_CONNECTION_ID) !== 0) at += CONNECTION_ID_LENGTH;
    else if ((flags & FLAG_ANY_ID) !== 0) return -1;
  }
  const tens = bytes[at + 2]!;
  const ones = bytes[at + 3]!;
  const is =
    bytes[at] === LETTER_Q &&
    bytes[at + 1] === DIGIT_0 &&
    tens >= DIGIT_0 &&
    tens < DIGIT_5 &&
    ones >= DIGIT_0 &&
    ones <= DIGIT_9;
  return is ? at : -1;
}

/** A client's datagram of one of these versions. Packets without a CHLO (encrypted ones) carry no name. */
export function readGquicServerName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const version = versionAt(bytes, start, end);
  if (version < 0) return OTHER;
  const last = Math.min(end - MESSAGE_HEADER, version + MOST_BEFORE_MESSAGE);
  for (let at = version + 4; at <= last; at++) {
    if (bytes[at] === TAG_CHLO >> 24 && tagAt(bytes, at) === TAG_CHLO) {
      const answer = readChlo(bytes, at, end);
      if (answer !== OTHER) return answer;
    }
  }
  return NONE;
}

/** A CHLO message that begins at `start`, of which what is before `end` has arrived. */
export function readChlo(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (end - start < MESSAGE_HEADER) return MORE;
  if (tagAt(bytes, start) !== TAG_CHLO) return OTHER;
  const entries = bytes[start + 4]! | (bytes[start + 5]! << 8);
  if (entries > MOST_ENTRIES) return OTHER;
  const values = start + MESSAGE_HEADER + entries * ENTRY_LENGTH;
  let valueStart = 0;
  for (let at = start + MESSAGE_HEADER; at < values; at += ENTRY_LENGTH) {
    if (at + ENTRY_LENGTH > end) return MORE;
    const valueEnd = littleEndian32(bytes, at + 4);
    if (valueEnd < valueStart) return OTHER;
    if (tagAt(bytes, at) === TAG_SNI) {
      if (values + valueEnd > end) return MORE;
      const name = hostText(bytes, values + valueStart, values + valueEnd);
      return name === null ? NONE : { kind: 'name', name };
    }
    valueStart = valueEnd;
  }
  return NONE;
}

function tagAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function littleEndian32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
