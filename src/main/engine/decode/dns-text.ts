/** Pieces of presentation format that several record types share. */

const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));
const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const base32HexDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

export function formatHex(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let position = at; position < end; position++) text += hexPairs[bytes[position]!]!;
  return text;
}

/** RFC 3597 §5: data of a type without a presentation format of its own. */
export function formatUnknown(bytes: Uint8Array, at: number, end: number): string {
  return at === end ? '\\# 0' : `\\# ${end - at} ${formatHex(bytes, at, end)}`;
}

/** RFC 4648 §4, with padding. */
export function formatBase64(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let position = at; position < end; position += 3) {
    const count = end - position;
    const group =
      (bytes[position]! << 16) | (count > 1 ? bytes[position + 1]! << 8 : 0) | (count > 2 ? bytes[position + 2]! : 0);
    text += base64Digits[group >> 18]! + base64Digits[(group >> 12) & 63]!;
    text += count > 1 ? base64Digits[(group >> 6) & 63]! : '=';
    text += count > 2 ? base64Digits[group & 63]! : '=';
  }
  return text;
}

/** RFC 4648 §7 without padding, as NSEC3 owner hashes are written (RFC 5155 §3.3). */
export function formatBase32Hex(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (let position = at; position < end; position++) {
    buffer = ((buffer << 8) | bytes[position]!) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += base32HexDigits[(buffer >> bits) & 31]!;
    }
  }
  return bits > 0 ? text + base32HexDigits[(buffer << (5 - bits)) & 31]! : text;
}

const DOUBLE_QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A character-string's octets in quotes (RFC 1035 §5.1): `"` and `\` with a backslash, other than printable ASCII as `\DDD`. */
export function formatQuoted(bytes: Uint8Array, at: number, end: number): string {
  return `"${formatOctets(bytes, at, end)}"`;
}

/** The same without the quotes. */
export function formatOctets(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let position = at; position < end; position++) {
    const octet = bytes[position]!;
    if (octet < 0x20 || octet > 0x7e) text += `\\${String(octet).padStart(3, '0')}`;
    else if (octet === DOUBLE_QUOTE || octet === BACKSLASH) text += `\\${String.fromCharCode(octet)}`;
    else text += String.fromCharCode(octet);
  }
  return text;
}

/** RFC 4034 §3.2: `YYYYMMDDHHmmSS` in UTC, of seconds since the epoch. */
export function formatTimestamp(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  return (
    text.slice(0, 4) +
    text.slice(5, 7) +
    text.slice(8, 10) +
    text.slice(11, 13) +
    text.slice(14, 16) +
    text.slice(17, 19)
  );
}
