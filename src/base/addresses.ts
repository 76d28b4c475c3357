/**
 * Addresses as four 32-bit words (see packet.ts) and as text: IPv4 dotted decimal, IPv6 in the canonical form of RFC 5952.
 */
import { ByteText } from '#base/byte-text.ts';

/** Third word of an IPv4 address that is kept as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX = 0xffff;

const DOT = 0x2e;
const COLON = 0x3a;
const scratch = new ByteText(48);

/** Text of the four words from `at` on. `ipv6` false: the last word is an IPv4 address. */
export function formatAddress(words: Uint32Array, at: number, ipv6: boolean): string {
  const last = words[at + 3]!;
  return ipv6 ? formatIpv6(words[at]!, words[at + 1]!, words[at + 2]!, last) : formatIpv4(last);
}

export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** RFC 5952, as `writeIpv6` writes it. */
export function formatIpv6(word0: number, word1: number, word2: number, word3: number): string {
  scratch.clear();
  writeIpv6(scratch, word0, word1, word2, word3);
  return scratch.toString();
}

/** What `formatAddress` answers, as bytes. */
export function writeAddress(out: ByteText, words: Uint32Array, at: number, ipv6: boolean): void {
  const last = words[at + 3]!;
  if (ipv6) writeIpv6(out, words[at]!, words[at + 1]!, words[at + 2]!, last);
  else writeIpv4(out, last);
}

function writeIpv4(out: ByteText, address: number): void {
  out.number(address >>> 24);
  out.byte(DOT);
  out.number((address >>> 16) & 255);
  out.byte(DOT);
  out.number((address >>> 8) & 255);
  out.byte(DOT);
  out.number(address & 255);
}

/** RFC 5952 §4: lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) as `::`. */
function writeIpv6(out: ByteText, word0: number, word1: number, word2: number, word3: number): void {
  // §5: the mixed form where the address is known to hold an IPv4 address; here: the IPv4-mapped prefix.
  if (word0 === 0 && word1 === 0 && word2 === MAPPED_PREFIX) {
    out.ascii('::ffff:');
    writeIpv4(out, word3);
    return;
  }
  let bestStart = -1;
  let bestLength = 1;
  let runStart = -1;
  for (let index = 0; index <= 8; index++) {
    if (index < 8 && groupOf(word0, word1, word2, word3, index) === 0) {
      if (runStart < 0) runStart = index;
      continue;
    }
    if (runStart >= 0 && index - runStart > bestLength) {
      bestStart = runStart;
      bestLength = index - runStart;
    }
    runStart = -1;
  }
  for (let index = 0; index < 8; index++) {
    if (index === bestStart) {
      out.byte(COLON);
      out.byte(COLON);
      index += bestLength - 1;
      continue;
    }
    if (index > 0 && (bestStart < 0 || index !== bestStart + bestLength)) out.byte(COLON);
    const group = groupOf(word0, word1, word2, word3, index);
    out.hex(group, group >= 0x1000 ? 4 : group >= 0x100 ? 3 : group >= 0x10 ? 2 : 1);
  }
}

function groupOf(word0: number, word1: number, word2: number, word3: number, index: number): number {
  const word = index < 4 ? (index < 2 ? word0 : word1) : index < 6 ? word2 : word3;
  return (index & 1) === 0 ? word >>> 16 : word & 0xffff;
}

export interface ParsedAddress {
  /** Four words; IPv4 as IPv4-mapped IPv6. */
  readonly words: Uint32Array;
  readonly ipv6: boolean;
}

/**
 * The address that `text` is, or null. IPv4: four decimal numbers without leading zeros (RFC 6943 §3.1.1: other forms are
 * ambiguous). IPv6: any form of RFC 4291 §2.2, in either case, without zone and prefix length.
 */
export function parseAddress(text: string): ParsedAddress | null {
  const words = new Uint32Array(4);
  if (!text.includes(':')) {
    const address = parseIpv4(text, 0);
    if (address < 0) return null;
    words[2] = MAPPED_PREFIX;
    words[3] = address;
    return { words, ipv6: false };
  }
  return parseIpv6(text, words) ? { words, ipv6: true } : null;
}

/** The address in `text` from `from` to its end, or -1. */
function parseIpv4(text: string, from: number): number {
  let address = 0;
  let position = from;
  for (let part = 0; part < 4; part++) {
    if (part > 0) {
      if (text.charCodeAt(position) !== 0x2e) return -1;
      position++;
    }
    const start = position;
    let value = 0;
    while (position < text.length && position - start < 4) {
      const digit = text.charCodeAt(position) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      position++;
    }
    const digits = position - start;
    if (digits === 0 || value > 255 || (digits > 1 && text.charCodeAt(start) === 0x30)) return -1;
    address = address * 256 + value;
  }
  return position === text.length ? address : -1;
}

function parseIpv6(text: string, words: Uint32Array): boolean {
  const groups: number[] = [];
  let gap = -1;
  let position = 0;
  if (text.startsWith('::')) {
    gap = 0;
    position = 2;
  }
  while (position < text.length) {
    if (groups.length >= 8) return false;
    const start = position;
    let value = 0;
    let digit = hexValue(text.charCodeAt(position));
    while (digit >= 0 && position - start < 4) {
      value = value * 16 + digit;
      position++;
      digit = hexValue(text.charCodeAt(position));
    }
    if (text.charCodeAt(position) === 0x2e) {
      const address = parseIpv4(text, start);
      if (address < 0) return false;
      groups.push(Math.floor(address / 0x10000), address % 0x10000);
      break;
    }
    if (position === start) return false;
    groups.push(value);
    if (position === text.length) break;
    if (text.charCodeAt(position) !== 0x3a) return false;
    position++;
    if (text.charCodeAt(position) === 0x3a) {
      if (gap >= 0) return false;
      gap = groups.length;
      position++;
    } else if (position === text.length) return false;
  }
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return false;
  const missing = 8 - groups.length;
  for (let index = 0; index < 8; index++) {
    const inGap = gap >= 0 && index >= gap && index < gap + missing;
    const group = inGap ? 0 : groups[gap >= 0 && index >= gap + missing ? index - missing : index]!;
    words[index >> 1]! |= (index & 1) === 0 ? group << 16 : group;
  }
  return true;
}

/** The hexadecimal digit's value, -1 for any other code (NaN at the end of the text included). */
function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 && code > 0x40 ? lower - 0x57 : -1;
}
