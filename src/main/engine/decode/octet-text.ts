/** Octets as text that nothing in them can disguise: what cannot be seen as `\DDD` (decimal), a backslash as `\\`. */

const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/** The text of `start` … `end`, a few hundred octets at most. Shown as they are: `first` to 0x7e, but for the backslash. */
export function octetText(bytes: Uint8Array, start: number, end: number, first: number): string {
  for (let at = start; at < end; at++) {
    const octet = bytes[at]!;
    if (octet < first || octet >= DELETE || octet === BACKSLASH) return escapedText(bytes, start, end, first);
  }
  // In one piece: text that grows letter by letter is kept by V8 as a tree of its pieces.
  return String.fromCharCode(...bytes.subarray(start, end));
}

function escapedText(bytes: Uint8Array, start: number, end: number, first: number): string {
  const pieces: string[] = [];
  for (let at = start; at < end; at++) {
    const octet = bytes[at]!;
    if (octet < first || octet >= DELETE) pieces.push(`\\${String(octet).padStart(3, '0')}`);
    else pieces.push(octet === BACKSLASH ? '\\\\' : String.fromCharCode(octet));
  }
  return pieces.join('');
}
