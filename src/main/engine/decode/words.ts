/** Reading 32-bit words and addresses into `DecodedPacket.words`. The caller has checked that the bytes are there. */

/** Signed where the top bit is set: storing it in a Uint32Array makes it unsigned. */
export function read32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** Four bytes as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2). */
export function storeIpv4(bytes: Uint8Array, at: number, words: Uint32Array, word: number): void {
  words[word] = 0;
  words[word + 1] = 0;
  words[word + 2] = 0xffff;
  words[word + 3] = read32(bytes, at);
}

/** Sixteen bytes. */
export function storeIpv6(bytes: Uint8Array, at: number, words: Uint32Array, word: number): void {
  words[word] = read32(bytes, at);
  words[word + 1] = read32(bytes, at + 4);
  words[word + 2] = read32(bytes, at + 8);
  words[word + 3] = read32(bytes, at + 12);
}
