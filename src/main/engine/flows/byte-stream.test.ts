import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteStream, type StreamReader } from './byte-stream.ts';
import { StreamTable } from './stream-table.ts';

type Segment = readonly [sequence: number, bytes: Uint8Array];

/** Consumes what its tape says of each offer, all where it has run out; notes what it consumed. */
class Tape implements StreamReader {
  readonly consumed: number[] = [];
  readonly #steps: number[];

  constructor(steps: readonly number[] = []) {
    this.#steps = [...steps];
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const kept = Math.min(end, start + (this.#steps.shift() ?? end - start));
    this.consumed.push(...bytes.subarray(start, kept));
    return kept;
  }
}

function push(stream: ByteStream, segments: readonly Segment[], reader: StreamReader): void {
  for (const [sequence, bytes] of segments) stream.push(sequence >>> 0, bytes, 0, bytes.length, bytes.length, reader);
}

/** The bytes cut up, some of it sent twice or a place too late. */
function disordered(bytes: Uint8Array, first: number, widths: readonly number[], moves: () => number): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const end = Math.min(bytes.length, at + widths[index % widths.length]!);
    // Repetitions may be cut up in another way: this one begins earlier.
    const from = moves() === 2 ? Math.max(0, at - 7) : at;
    segments.push([first + from, bytes.slice(from, end)]);
    at = end;
  }
  const sent = segments.flatMap((segment, index) => {
    const move = moves();
    if (move === 0) return [segment, segment];
    return move === 1 && index > 0 ? [segment, segments[index - 1]!] : [segment];
  });
  for (let index = 0; index + 1 < sent.length; index += 3)
    [sent[index], sent[index + 1]] = [sent[index + 1]!, sent[index]!];
  return sent;
}

describe('a byte stream', () => {
  it('[F41][F48] shows every byte once and in order, however it is cut up, repeated and slightly out of order', () => {
    const content = fc.uint8Array({ minLength: 1, maxLength: 2000 });
    const cuts = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 20, maxLength: 20 });
    const start = fc.constantFrom(0, 1000, 0xffff_fff0);
    const steps = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
    const moves = fc.infiniteStream(fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(content, cuts, start, steps, moves, (bytes, widths, first, taken, movement) => {
        const stream = new ByteStream(first);
        const tape = new Tape(taken);
        push(
          stream,
          disordered(bytes, first, widths, () => movement.next().value as number),
          tape,
        );
        expect(stream.givenUp).toBe(false);
        // What the tape left is shown again together with what follows.
        push(stream, [[first + bytes.length, Uint8Array.of(1)]], new Tape([0]));
        const rest = new Tape();
        push(stream, [[first + bytes.length + 1, Uint8Array.of(2)]], rest);
        expect([...tape.consumed, ...rest.consumed]).toEqual([...bytes, 1, 2]);
        expect(stream.size).toBe(0);
      }),
    );
  });

  it('[F41] is given up where too much is held, or the reader says so', () => {
    const gap = new ByteStream(1);
    push(
      gap,
      Array.from({ length: 40 }, (_, index) => [10 + index * 30, new Uint8Array(20)] as const),
      new Tape(),
    );
    expect(gap.givenUp).toBe(true);
    expect(gap.size).toBe(0);
    const heavy = new ByteStream(1);
    push(
      heavy,
      [10, 40_010, 80_010].map((sequence) => [sequence, new Uint8Array(30_000)] as const),
      new Tape(),
    );
    expect(heavy.givenUp).toBe(true);
    const endless = new ByteStream(0);
    push(
      endless,
      Array.from({ length: 5 }, (_, index) => [index * 30_000, new Uint8Array(30_000)] as const),
      {
        read: (_bytes, at) => at,
      },
    );
    expect(endless.givenUp).toBe(true);
    const refused = new ByteStream(0);
    push(refused, [[0, new Uint8Array(1)]], { read: () => -1 });
    expect(refused.givenUp).toBe(true);
  });

  it('[F48] of a segment that was cut shows what there is, then is given up', () => {
    const tape = new Tape();
    const stream = new ByteStream(5);
    stream.push(5, Uint8Array.of(1, 2, 3), 0, 3, 10, tape);
    expect(tape.consumed).toEqual([1, 2, 3]);
    expect(stream.givenUp).toBe(true);
  });

  it('counts what it shows in vain', () => {
    const stream = new ByteStream(0);
    push(
      stream,
      [
        [0, new Uint8Array(10)],
        [10, new Uint8Array(10)],
      ],
      { read: (_bytes, at) => at },
    );
    expect(stream.offered).toBe(30);
    push(stream, [[20, new Uint8Array(1)]], { read: (_bytes, at) => at + 1 });
    expect(stream.offered).toBe(0);
  });
});

describe('the table of streams', () => {
  const waitForMore: StreamReader = { read: (_bytes, at) => at };

  it('[F48] lets the oldest one go where there are too many, or too many bytes', () => {
    const letGo: string[] = [];
    const table = new StreamTable(3, 4000, (key, waiting) => letGo.push(`${key} ${waiting}`));
    const feed = (key: number, length: number): void =>
      table.push(key, table.find(key)!, 0, new Uint8Array(length), 0, length, length, waitForMore);
    for (const key of [1, 2, 3, 4]) table.open(key, 0);
    expect(letGo).toEqual(['1 false']);
    feed(2, 100);
    feed(3, 1500);
    expect(letGo).toHaveLength(1);
    feed(4, 400);
    expect(letGo).toEqual(['1 false', '2 true']);
    expect([1, 2, 3, 4].map((key) => table.find(key) !== undefined)).toEqual([false, false, true, true]);
    table.close(3);
    table.open(5, 0);
    feed(5, 1500);
    expect(letGo).toHaveLength(2);
  });

  it('[F48] forgets a stream that is given up', () => {
    const table = new StreamTable(3, 4000, () => expect.unreachable());
    const stream = table.open(1, 0);
    table.push(1, stream, 0, new Uint8Array(5), 0, 5, 10, waitForMore);
    expect(table.find(1)).toBeUndefined();
  });
});
