/**
 * Host names that protocols carry as plain text (TLS, QUIC, HTTP), as text that nothing in it can disguise: visible ASCII
 * as sent, case and a final dot included; any other octet as `\DDD` (decimal) and a backslash as `\\`, as in DNS names.
 */
import { octetText } from './octet-text.ts';

/** RFC 1035 §2.3.4: no name is longer on the wire. */
const MAX_HOST_LENGTH = 255;

const FIRST_VISIBLE = 0x21;

/** The text of `start` … `end`; null where it is empty or too long for a host name. */
export function hostText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end <= start || end - start > MAX_HOST_LENGTH) return null;
  return octetText(bytes, start, end, FIRST_VISIBLE);
}
