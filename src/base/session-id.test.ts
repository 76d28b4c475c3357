import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { serialOf, sessionId } from './session-id.ts';

const seed = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);
const serials = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 2 ** 42 - 1 }));

describe('session ids', () => {
  it('[F6] are UUIDv7 with the millisecond of the first packet', () => {
    const id = sessionId(1_700_000_000_123_456, 1, seed);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(1_700_000_000_123);
  });

  it('[F6] are laid out as another implementation lays out UUIDv7', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 53 - 1 }), serials, (time, serial) => {
        const high = Math.floor(serial / 2 ** 32);
        const random = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, high >>> 8, high & 0xff, ...seed);
        const expected = v7({ msecs: Math.floor(time / 1000), seq: serial % 2 ** 32, random });
        expect(sessionId(time, serial, seed)).toBe(expected);
      }),
    );
  });

  it('[F6] sort by time, then by serial, and give the serial back', () => {
    const times = fc.integer({ min: 0, max: 4e15 });
    fc.assert(
      fc.property(times, times, serials, serials, (one, other, oneSerial, otherSerial) => {
        const first = sessionId(one, oneSerial, seed);
        const second = sessionId(other, otherSerial, seed);
        expect(serialOf(first)).toBe(oneSerial);
        const milliseconds = Math.floor(one / 1000) - Math.floor(other / 1000);
        const expected = Math.sign(milliseconds || Math.floor(oneSerial) - otherSerial);
        if (milliseconds !== 0 || Math.max(oneSerial, otherSerial) < 2 ** 32) {
          expect(Math.sign(first < second ? -1 : first > second ? 1 : 0)).toBe(expected);
        }
      }),
    );
  });

  it('[F6] differ between runs', () => {
    expect(sessionId(1e15, 1, seed)).not.toBe(sessionId(1e15, 1, Uint8Array.of(1, 2, 3, 4)));
  });

  it('[F6] clamp times that a UUID cannot hold', () => {
    expect(sessionId(-5, 1, seed)).toMatch(/^00000000-0000-7/);
    expect(sessionId(Number.NaN, 1, seed)).toMatch(/^00000000-0000-7/);
    expect(sessionId(1e300, 1, seed)).toMatch(/^ffffffff-ffff-7/);
  });

  it('[F6] are told from other texts', () => {
    expect(
      ['', 'x', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '018f0000-0000-7000-8000-000000000000'].map(serialOf),
    ).toEqual([null, null, null, null]);
  });
});
