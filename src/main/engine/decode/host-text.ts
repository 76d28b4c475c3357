/**
 * Host names that protocols carry as plain text (TLS, QUIC, HTTP), as text that nothing in it can disguise: visible ASCII
 * as sent, case and a final dot included; any other octet as `\DDD` (decimal) and a backslash as `\\`, as in DNS names.
 */

/** RFC 1035 §2.3.4: no name is longer on the wire. */
const MAX_HOST_LENGTH = 255;

const BACKSLASH = 0x5c;

/** The text of `start` … `end`; null where it is empty or too long for a host name. */
export function hostText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end <= start || end - start > MAX_HOST_LENGTH) return null;
  let text = '';
  for (let at = start; at < end; at++) {
    const octet = bytes[at]!;
    if (octet <= 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`;
    else text += octet === BACKSLASH ? '\\\\' : String.fromCharCode(octet);
  }
  return text;
}
