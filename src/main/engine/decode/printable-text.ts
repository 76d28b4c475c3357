/**
 * Names that people gave (of machines, services), as text that nothing in it can disguise: ASCII as sent, spaces too; any
 * other octet as `\DDD` (decimal) and a backslash as `\\`, as in DNS names.
 */
import { octetText } from './octet-text.ts';

const SPACE = 0x20;

/** The text of `start` … `end`; null where it is empty or has more than `longest` octets. */
export function printableText(bytes: Uint8Array, start: number, end: number, longest: number): string | null {
  if (end <= start || end - start > longest) return null;
  return octetText(bytes, start, end, SPACE);
}
