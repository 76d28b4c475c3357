import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TcpStream } from './tcp-stream.ts';

/** Messages of these lengths, each filled with its number, behind their lengths. */
function framed(lengths: readonly number[]): Uint8Array {
  return Uint8Array.from(
    lengths.flatMap((length, index) => [length >> 8, length & 0xff, ...Array<number>(length).fill(index)]),
  );
}

function collect(stream: TcpStream, segments: readonly (readonly [number, Uint8Array])[]): string[] {
  const found: string[] = [];
  for (const [sequence, bytes] of segments) {
    stream.push(sequence >>> 0, bytes, 0, bytes.length, bytes.length, (from, start, end) =>
      found.push(`${from[start]}x${end - start}`),
    );
  }
  return found;
}

describe('a DNS stream', () => {
  it('[F41] finds every message however it is cut up, repeated and slightly out of order', () => {
    const lengths = fc.array(fc.integer({ min: 12, max: 400 }), { minLength: 1, maxLength: 8 });
    const cuts = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 60, maxLength: 60 });
    const start = fc.constantFrom(0, 1000, 0xffff_fff0);
    fc.assert(
      fc.property(
        lengths,
        cuts,
        start,
        fc.infiniteStream(fc.integer({ min: 0, max: 5 })),
        (sizes, widths, isn, moves) => {
          const bytes = framed(sizes);
          const segments: (readonly [number, Uint8Array])[] = [];
          for (let at = 0, index = 0; at < bytes.length; index++) {
            const end = Math.min(bytes.length, at + widths[index % widths.length]!);
            segments.push([isn + 1 + at, bytes.slice(at, end)]);
            at = end;
          }
          const shuffled = segments.flatMap((segment, index) => {
            const move = moves.next().value as number;
            if (move === 0) return [segment, segment];
            if (move === 1 && index > 0) return [segment, segments[index - 1]!];
            return [segment];
          });
          for (let index = 0; index + 1 < shuffled.length; index += 3) {
            [shuffled[index], shuffled[index + 1]] = [shuffled[index + 1]!, shuffled[index]!];
          }
          const stream = new TcpStream();
          stream.synchronise(isn);
          expect(collect(stream, shuffled)).toEqual(sizes.map((length, index) => `${index}x${length}`));
          expect(stream.givenUp).toBe(false);
        },
      ),
    );
  });

  it('[F41] begins at the first segment where the SYN was not seen', () => {
    expect(collect(new TcpStream(), [[777, framed([20])]])).toEqual(['0x20']);
  });

  it('[F41] is given up where too much is held, where a segment is cut, and where a length is absurd', () => {
    const gap = new TcpStream();
    gap.synchronise(0);
    collect(
      gap,
      Array.from({ length: 40 }, (_, index) => [10 + index * 30, framed([20])] as const),
    );
    expect(gap.givenUp).toBe(true);
    const cut = new TcpStream();
    cut.push(1, framed([20]), 0, 10, 22, () => expect.unreachable());
    expect(cut.givenUp).toBe(true);
    const absurd = new TcpStream();
    expect(
      collect(absurd, [
        [1, new Uint8Array(30)],
        [31, framed([20])],
      ]),
    ).toEqual([]);
    expect(absurd.givenUp).toBe(true);
  });
});
