import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameRing } from './frame-ring.ts';

/** A batch as a file has it: frames with something between them. */
function batchOf(
  frames: readonly Uint8Array[],
  between: number,
): { bytes: Uint8Array; offsets: number[]; end: number } {
  const offsets: number[] = [];
  let end = 0;
  for (const frame of frames) {
    offsets.push(end + between);
    end += between + frame.length;
  }
  const bytes = new Uint8Array(end);
  frames.forEach((frame, i) => bytes.set(frame, offsets[i]));
  return { bytes, offsets, end };
}

describe('frame ring', () => {
  it('keeps nothing where it has no room, and no frame that would push out most others', () => {
    expect(new FrameRing(0).keep(Uint8Array.of(1, 2), 0, 2, 2)).toBe(-1);
    const small = new FrameRing(64);
    expect(small.keep(new Uint8Array(17), 0, 17, 17)).toBe(-1);
    expect(small.keep(new Uint8Array(16), 0, 16, 16)).toBe(0);
  });

  it('gives back what was put in, or says that it is gone', () => {
    const frame = fc.uint8Array({ maxLength: 40 });
    const batches = fc.array(fc.record({ frames: fc.array(frame, { maxLength: 12 }), between: fc.nat({ max: 20 }) }));
    fc.assert(
      fc.property(batches, fc.integer({ min: 16, max: 400 }), (all, capacity) => {
        const ring = new FrameRing(capacity);
        const kept: { position: number; frame: Uint8Array }[] = [];
        let latest: { position: number; frame: Uint8Array } | null = null;
        for (const { frames, between } of all) {
          const { bytes, offsets, end } = batchOf(frames, between);
          ring.beginBatch();
          frames.forEach((each, i) => {
            const position = ring.keep(bytes, offsets[i]!, each.length, end);
            expect(position >= 0).toBe(each.length <= capacity >>> 2);
            if (position < 0) return;
            latest = { position, frame: each };
            kept.push(latest);
          });
          bytes.fill(0xee); // the batch is used again
          for (const { position, frame: expected } of kept) {
            const held = ring.read(position, expected.length);
            if (held !== null) expect([...held]).toEqual([...expected]);
          }
        }
        if (latest !== null) {
          const { position, frame: expected } = latest as (typeof kept)[number];
          expect([...ring.read(position, expected.length)!]).toEqual([...expected]);
        }
      }),
    );
  });

  it('forgets the oldest first', () => {
    const ring = new FrameRing(64);
    const positions = Array.from({ length: 10 }, (_, i) => {
      ring.beginBatch();
      return ring.keep(new Uint8Array(16).fill(i), 0, 16, 16);
    });
    expect(positions.map((position) => ring.holds(position))).toEqual([
      ...Array<boolean>(6).fill(false),
      true,
      true,
      true,
      true,
    ]);
    expect(ring.read(positions[6]!, 16)).toEqual(new Uint8Array(16).fill(6));
    expect(ring.holds(-1)).toBe(false);
  });
});
