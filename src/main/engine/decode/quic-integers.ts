/** QUIC's integers of variable length (RFC 9000 §16). */

/** How many bytes the integer has that begins with this one. */
export function quicIntegerLength(first: number): number {
  return 1 << (first >> 6);
}

/** The integer at `at`, whose bytes are there; beyond 2^53 no longer exact, but large. */
export function readQuicInteger(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  let value = first & 0x3f;
  for (let next = at + 1; next < at + quicIntegerLength(first); next++) value = value * 256 + bytes[next]!;
  return value;
}
