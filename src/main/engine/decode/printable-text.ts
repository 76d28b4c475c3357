/**
 * Names that people gave (of machines, services), as text that nothing in it can disguise: ASCII as sent, spaces too; any
 * other octet as `\DDD` (decimal) and a backslash as `\\`, as in DNS names.
 */

const BACKSLASH = 0x5c;

/** The text of `start` … `end`; null where it is empty or has more than `longest` octets. */
export function printableText(bytes: Uint8Array, start: number, end: number, longest: number): string | null {
  if (end <= start || end - start > longest) return null;
  let text = '';
  for (let at = start; at < end; at++) {
    const octet = bytes[at]!;
    if (octet < 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`;
    else text += octet === BACKSLASH ? '\\\\' : String.fromCharCode(octet);
  }
  return text;
}
