/** Bytes of a packet as text to look at and to copy. Pure. */

export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** One run of digits, as other tools take it. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, hexByte).join('');
}

/** Printable ASCII and line breaks as they are, any other byte as a dot. */
export function plainOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte === 0x0a || byte === 0x0d || byte === 0x09 || (byte >= 0x20 && byte < 0x7f) ? String.fromCharCode(byte) : '.',
  ).join('');
}

/** Sixteen bytes a line: offset, digits, text. `text2pcap` reads it back. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const digits = Array.from(row, hexByte).join(' ').padEnd(47);
    const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${digits}  ${text}`);
  }
  return lines.join('\n');
}
