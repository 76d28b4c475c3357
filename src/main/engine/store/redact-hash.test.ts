import { describe, expect, it } from 'vitest';
import { KeyedHash } from './redact-hash.ts';

const hash = new KeyedHash(Uint8Array.from({ length: 16 }, (_, i) => i));

describe('the keyed hash', () => {
  // The reference implementation's vectors: the message is 00 01 02 … of each length, the result little-endian.
  it.each<[number, string]>([
    [0, '310e0edd47db6f72'],
    [1, 'fd67dc93c539f874'],
    [7, '37d1018bf50002ab'],
    [8, '6224939a79f5f593'],
    [15, 'e545be4961ca29a1'],
  ])('is SipHash-2-4 of %i bytes', (length, expected) => {
    hash.of(
      Uint8Array.from({ length }, (_, i) => i),
      length,
    );
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setUint32(0, hash.low, true);
    bytes.setUint32(4, hash.high, true);
    expect(Buffer.from(bytes.buffer).toString('hex')).toBe(expected);
  });
});
