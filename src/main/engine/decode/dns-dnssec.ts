/** DNSSEC records: DS, DNSKEY, RRSIG, NSEC (RFC 4034) and NSEC3, NSEC3PARAM (RFC 5155). */
import { typeName } from './dns-constants.ts';
import type { DataReader } from './dns-reader.ts';
import { formatBase32Hex, formatHex, formatTimestamp } from './dns-text.ts';

/** RFC 4034 §5.3 */
export function formatDs(reader: DataReader): string {
  return `${reader.u16()} ${reader.u8()} ${reader.u8()} ${reader.restHex()}`;
}

/** RFC 4034 §2.2 */
export function formatDnskey(reader: DataReader): string {
  return `${reader.u16()} ${reader.u8()} ${reader.u8()} ${reader.restBase64()}`;
}

/** RFC 4034 §3.2 */
export function formatRrsig(reader: DataReader): string {
  const fixed = `${typeName(reader.u16())} ${reader.u8()} ${reader.u8()} ${reader.u32()}`;
  const times = `${formatTimestamp(reader.u32())} ${formatTimestamp(reader.u32())}`;
  return `${fixed} ${times} ${reader.u16()} ${reader.name()} ${reader.restBase64()}`;
}

/** RFC 4034 §4.2 */
export function formatNsec(reader: DataReader): string {
  return reader.name() + formatTypes(reader);
}

/** RFC 5155 §3.3 */
export function formatNsec3(reader: DataReader): string {
  const parameters = formatNsec3Param(reader);
  const length = reader.u8();
  const at = reader.take(length);
  const next = at < 0 ? '' : formatBase32Hex(reader.bytes, at, at + length);
  return `${parameters} ${next}${formatTypes(reader)}`;
}

/** RFC 5155 §4.3; the same fields begin an NSEC3 record. */
export function formatNsec3Param(reader: DataReader): string {
  const fixed = `${reader.u8()} ${reader.u8()} ${reader.u16()}`;
  const length = reader.u8();
  const at = reader.take(length);
  return `${fixed} ${length === 0 || at < 0 ? '-' : formatHex(reader.bytes, at, at + length)}`;
}

/** RFC 7477 §2.1.1 */
export function formatCsync(reader: DataReader): string {
  return `${reader.u32()} ${reader.u16()}${formatTypes(reader)}`;
}

/** RFC 4034 §4.1.2: blocks of a window number, a length (1 to 32) and so many bytes of bits; each type with a space before. */
function formatTypes(reader: DataReader): string {
  let text = '';
  while (!reader.failed && reader.remaining > 0) {
    const window = reader.u8();
    const length = reader.u8();
    if (length === 0 || length > 32) reader.fail();
    const at = reader.take(length);
    if (at < 0) break;
    for (let bit = 0; bit < length * 8; bit++) {
      if ((reader.bytes[at + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0) text += ` ${typeName(window * 256 + bit)}`;
    }
  }
  return text;
}
