/**
 * Domain names on the wire (RFC 1035 §3.1, compression §4.1.4) and as text.
 *
 * Text: labels joined by dots without a final one, `.` for the root; case as on the wire; escaped as RFC 4343 §2.1 says:
 * a dot or backslash inside a label as `\.` and `\\`, any octet outside of 0x21–0x7e as `\DDD` (decimal). So the text
 * is unambiguous, and a space in an mDNS instance name reads `\032`.
 */

const HEADER_LENGTH = 12;
/** Length octet and labels together, the root's included (RFC 1035 §2.3.4). */
const MAX_NAME_LENGTH = 255;
const MAX_LABEL_LENGTH = 63;
const POINTER_MASK = 0xc0;
/** A name of 255 octets has at most 127 labels, so an honest writer needs no more pointers than that. */
const MAX_POINTERS = 127;

const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** What each octet of a label looks like. */
const octetTexts: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  if (octet === DOT) return '\\.';
  if (octet === BACKSLASH) return '\\\\';
  return octet > 0x20 && octet < 0x7f ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, '0')}`;
});

/**
 * The name at `at` of the message from `start` to `end`, or null where it is malformed: cut off, with a reserved label type,
 * longer than 255 octets, or with a compression pointer that does not lead strictly backwards (RFC 1035: to a *prior*
 * occurrence), which every loop would need.
 */
export function readName(bytes: Uint8Array, start: number, end: number, at: number): string | null {
  let position = at;
  // Where the run of labels being read began: a pointer to it or beyond would come by here again.
  let runStart = at;
  let wireLength = 1;
  let pointers = 0;
  let text = '';
  while (position < end) {
    const length = bytes[position]!;
    if (length === 0) return text === '' ? '.' : text;
    if (length <= MAX_LABEL_LENGTH) {
      const labelEnd = position + 1 + length;
      wireLength += length + 1;
      if (labelEnd > end || wireLength > MAX_NAME_LENGTH) return null;
      if (text !== '') text += '.';
      for (position++; position < labelEnd; position++) text += octetTexts[bytes[position]!]!;
      continue;
    }
    if ((length & POINTER_MASK) !== POINTER_MASK || position + 2 > end || ++pointers > MAX_POINTERS) return null;
    const target = start + (((length & 0x3f) << 8) | bytes[position + 1]!);
    if (target >= runStart || target < start + HEADER_LENGTH) return null;
    position = target;
    runStart = target;
  }
  return null;
}

/** Where the name at `at` ends (a compression pointer ends it), or -1 where it does not end before `end`. */
export function skipName(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end) {
    const length = bytes[position]!;
    if (length === 0) return position + 1;
    if ((length & POINTER_MASK) === POINTER_MASK) return position + 2 <= end ? position + 2 : -1;
    if (length > MAX_LABEL_LENGTH) return -1;
    position += length + 1;
    if (position - at > MAX_NAME_LENGTH) return -1;
  }
  return -1;
}
