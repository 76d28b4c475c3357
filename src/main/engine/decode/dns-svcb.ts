/** SVCB and HTTPS records (RFC 9460 §2.1, §7; `dohpath`: RFC 9461 §5; `ohttp`: RFC 9540 §4). */
import { formatAddress } from '#base/addresses.ts';
import type { DataReader } from './dns-reader.ts';
import { formatBase64, formatOctets, formatQuoted } from './dns-text.ts';
import { storeIpv4, storeIpv6 } from './words.ts';

const KEY_MANDATORY = 0;
const KEY_ALPN = 1;
const KEY_NO_DEFAULT_ALPN = 2;
const KEY_PORT = 3;
const KEY_IPV4_HINT = 4;
const KEY_ECH = 5;
const KEY_IPV6_HINT = 6;
const KEY_DOHPATH = 7;
const KEY_OHTTP = 8;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const keyNames: readonly string[] = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
  'ohttp',
];

export function formatServiceBinding(reader: DataReader): string {
  let text = `${reader.u16()} ${reader.name()}`;
  while (!reader.failed && reader.remaining > 0) {
    const key = reader.u16();
    const length = reader.u16();
    const at = reader.take(length);
    if (at < 0) break;
    const value = formatValue(reader.bytes, key, at, at + length);
    if (value === null) reader.fail();
    text += value === '' ? ` ${keyName(key)}` : ` ${keyName(key)}=${value}`;
  }
  return text;
}

function keyName(key: number): string {
  return keyNames[key] ?? `key${key}`;
}

/** Null where the value is malformed for its key; empty for a key without one. */
function formatValue(bytes: Uint8Array, key: number, at: number, end: number): string | null {
  const length = end - at;
  switch (key) {
    case KEY_MANDATORY:
      return length === 0 || length % 2 !== 0 ? null : formatKeys(bytes, at, end);
    case KEY_ALPN:
      return formatProtocols(bytes, at, end);
    case KEY_NO_DEFAULT_ALPN:
    case KEY_OHTTP:
      return length === 0 ? '' : null;
    case KEY_PORT:
      return length === 2 ? String((bytes[at]! << 8) | bytes[at + 1]!) : null;
    case KEY_IPV4_HINT:
      return formatHints(bytes, at, end, 4);
    case KEY_IPV6_HINT:
      return formatHints(bytes, at, end, 16);
    case KEY_ECH:
      return formatBase64(bytes, at, end);
    case KEY_DOHPATH:
      return formatOctets(bytes, at, end);
    default:
      return length === 0 ? '' : formatQuoted(bytes, at, end);
  }
}

function formatKeys(bytes: Uint8Array, at: number, end: number): string {
  const keys: string[] = [];
  for (let position = at; position < end; position += 2)
    keys.push(keyName((bytes[position]! << 8) | bytes[position + 1]!));
  return keys.join(',');
}

/**
 * Length-prefixed protocol names. A comma or backslash inside one is escaped for the list (RFC 9460 appendix A.1), and that
 * backslash again for being in a character-string.
 */
function formatProtocols(bytes: Uint8Array, at: number, end: number): string | null {
  const protocols: string[] = [];
  let position = at;
  while (position < end) {
    const next = position + 1 + bytes[position]!;
    if (next > end || next === position + 1) return null;
    protocols.push(formatListItem(bytes, position + 1, next));
    position = next;
  }
  return protocols.length === 0 ? null : protocols.join(',');
}

function formatListItem(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let position = at; position < end; position++) {
    const octet = bytes[position]!;
    if (octet === COMMA) text += '\\\\,';
    else if (octet === BACKSLASH) text += '\\\\\\\\';
    else text += formatOctets(bytes, position, position + 1);
  }
  return text;
}

const hintWords = new Uint32Array(4);

function formatHints(bytes: Uint8Array, at: number, end: number, size: 4 | 16): string | null {
  if (end === at || (end - at) % size !== 0) return null;
  const hints: string[] = [];
  for (let position = at; position < end; position += size) {
    if (size === 16) storeIpv6(bytes, position, hintWords, 0);
    else storeIpv4(bytes, position, hintWords, 0);
    hints.push(formatAddress(hintWords, 0, size === 16));
  }
  return hints.join(',');
}
