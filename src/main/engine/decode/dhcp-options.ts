/** What DHCP for both versions of IP shares: a client's fully qualified name (RFC 4702, RFC 4704). */
import { printableText } from './printable-text.ts';

const LONGEST_NAME = 255;
const LONGEST_LABEL = 63;
const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** A host name as text; NUL octets at its end are no part of it (RFC 2132 §2). */
export function plainHostName(bytes: Uint8Array, start: number, end: number): string | null {
  let last = end;
  while (last > start && bytes[last - 1] === 0) last--;
  return printableText(bytes, start, last, LONGEST_NAME);
}

/**
 * A domain name as labels without compression (RFC 1035 §3.1), of which the empty last one may be missing: then the name
 * is not fully qualified (RFC 4702 §3.3, RFC 4704 §4.2). Null where there is no label, or where they do not fit.
 */
export function labelledName(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > LONGEST_NAME) return null;
  let name = '';
  let at = start;
  while (at < end && bytes[at] !== 0) {
    const labelEnd = at + 1 + bytes[at]!;
    if (bytes[at]! > LONGEST_LABEL || labelEnd > end) return null;
    if (name !== '') name += '.';
    for (at++; at < labelEnd; at++) name += labelOctet(bytes[at]!);
  }
  return name === '' ? null : name;
}

/** As in names of DNS messages. */
function labelOctet(octet: number): string {
  if (octet <= 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`;
  return octet === DOT || octet === BACKSLASH ? `\\${String.fromCharCode(octet)}` : String.fromCharCode(octet);
}
