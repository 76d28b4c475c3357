import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, success, type Failure } from '#base/result.ts';
import type { CaptureInterface, PacketSource } from '../packet-source.ts';
import { SyntheticSource } from '../synthetic-source.ts';
import type { Member } from './member.ts';
import { MOST_OPEN, TimelineSource } from './timeline-source.ts';

interface Drawn {
  readonly name: string;
  /** One packet each, in this order. */
  readonly times: readonly number[];
  readonly interfaces?: readonly CaptureInterface[];
  readonly batchRows?: number;
  readonly failure?: Failure;
  readonly opens?: boolean;
}

const eth0: CaptureInterface = { name: 'eth0', linkType: 1, snaplen: 0 };

class Captures {
  open = 0;
  mostOpen = 0;
  readonly members: readonly Member[];

  constructor(drawn: readonly Drawn[]) {
    this.members = drawn.map((each, file) => ({
      name: each.name,
      bytes: 100,
      firstTime: each.times.find((time) => !Number.isNaN(time)) ?? Number.NEGATIVE_INFINITY,
      open: async () =>
        each.opens === false
          ? failure('not-found', `${each.name} is gone`)
          : success(this.counted(this.source(each, file))),
    }));
  }

  /** A packet's bytes say which file it is from and which of its packets it is. */
  private source({ times, interfaces = [eth0], batchRows = 3, failure: ends }: Drawn, file: number): PacketSource {
    const frames = times.map((time, row) => ({
      time,
      bytes: Uint8Array.of(file, row >> 8, row & 255),
      interfaceId: row % interfaces.length,
    }));
    return new SyntheticSource(frames, { interfaces, batchRows, failure: ends ?? null });
  }

  private counted(source: PacketSource): PacketSource {
    this.mostOpen = Math.max(this.mostOpen, ++this.open);
    let isOpen = true;
    const close = source.close.bind(source);
    source.close = () => {
      if (isOpen) this.open--;
      isOpen = false;
      return close();
    };
    return source;
  }
}

interface Read {
  readonly file: number;
  readonly row: number;
  readonly time: number;
  readonly interface: string;
}

async function readAll(source: TimelineSource): Promise<Read[]> {
  const packets: Read[] = [];
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) {
      expect(batch.failure).toBeNull();
      return packets;
    }
    expect(batch.count).toBeGreaterThan(0);
    for (let row = 0; row < batch.count; row++) {
      const [file, high, low] = batch.bytes.subarray(batch.offsets[row]!, batch.offsets[row]! + 3);
      expect([batch.capturedLengths[row], batch.wireLengths[row]]).toEqual([3, 3]);
      const name = source.interfaces[batch.interfaceIds[row]!]!.name;
      packets.push({ file: file!, row: high! * 256 + low!, time: batch.times[row]!, interface: name });
    }
  }
}

const shortNames = (packets: readonly Read[]): string =>
  packets.map(({ file, row }) => `${'abcdefgh'[file]}${row}`).join(' ');

describe('a timeline', () => {
  it('reads captures that follow one another one after the other, whatever their order, with one of them open', async () => {
    const captures = new Captures([
      { name: 'c', times: [7, 8, 9] },
      { name: 'a', times: [1, 2, 3, 4, 4] },
      { name: 'b', times: [4, 5, 6] },
    ]);
    const source = new TimelineSource(captures.members);
    const packets = await readAll(source);
    expect(shortNames(packets)).toBe('b0 b1 b2 b3 b4 c0 c1 c2 a0 a1 a2');
    expect(captures.mostOpen).toBe(1);
    expect(source.interfaces.map(({ name }) => name)).toEqual(['eth0']);
    expect(source.counters()).toMatchObject({ bytesRead: 300, bytesTotal: 300 });
  });

  it('merges what overlaps, and tells interfaces of the same name apart by file', async () => {
    const captures = new Captures([
      { name: 'one', times: [1, 3, 5, 7, 20] },
      { name: 'two', times: [2, 4, 6, 8], interfaces: [eth0, { ...eth0, name: 'wlan0' }] },
    ]);
    const source = new TimelineSource(captures.members);
    const packets = await readAll(source);
    expect(shortNames(packets)).toBe('a0 b0 a1 b1 a2 b2 a3 b3 a4');
    expect(packets.map((packet) => packet.interface).slice(0, 4)).toEqual(['eth0', 'eth0 (two)', 'eth0', 'wlan0']);
    expect(captures.open).toBe(0);
  });

  it('goes on with an interface in the next file of the same ring', async () => {
    const captures = new Captures([
      { name: 'x-1', times: [1, 10] },
      { name: 'y-1', times: [2, 11] },
      { name: 'x-2', times: [12, 20] },
      { name: 'y-2', times: [11.5, 21] },
    ]);
    const packets = await readAll(new TimelineSource(captures.members));
    const byFile = (file: number): Set<string> =>
      new Set(packets.filter((packet) => packet.file === file).map((packet) => packet.interface));
    expect([0, 1, 2, 3].map((file) => [...byFile(file)])).toEqual([['eth0'], ['eth0 (y-1)'], ['eth0'], ['eth0 (y-1)']]);
  });

  it('says what is damaged or gone, and goes on', async () => {
    const damaged = failure('damaged', 'b is damaged at byte 9').failure;
    const captures = new Captures([
      { name: 'a', times: [1, 5] },
      { name: 'b', times: [2, 3], failure: damaged },
      { name: 'c', times: [4], opens: false },
      { name: 'd', times: [6] },
    ]);
    const source = new TimelineSource(captures.members, [{ name: 'notes.txt', reason: 'a text file' }]);
    expect(shortNames(await readAll(source))).toBe('a0 b0 b1 a1 d0');
    expect(source.files).toEqual({
      count: 4,
      leftOut: [
        { name: 'notes.txt', reason: 'a text file' },
        { name: 'b', reason: 'b is damaged at byte 9' },
        { name: 'c', reason: 'c is gone' },
      ],
    });
  });

  it('never has more captures open than it may, says so, and loses nothing', async () => {
    const drawn = Array.from({ length: MOST_OPEN + 20 }, (_, at) => ({
      name: `capture-${at}`,
      times: [at, 1000 + at, 2000 + at],
      batchRows: 1,
    }));
    const captures = new Captures(drawn);
    const source = new TimelineSource(captures.members);
    expect(await readAll(source)).toHaveLength(3 * drawn.length);
    expect(captures.mostOpen).toBe(MOST_OPEN);
    expect(source.files.leftOut).toEqual([
      { name: '', reason: expect.stringContaining('More than 32 captures overlap') },
    ]);
  });

  it('ends when it is closed, and closes what was open', async () => {
    const captures = new Captures([
      { name: 'a', times: [1, 3] },
      { name: 'b', times: [2, 4] },
    ]);
    const source = new TimelineSource(captures.members);
    await source.next();
    await source.close();
    expect(await source.next()).toEqual({ end: true, failure: null });
    expect(captures.open).toBe(0);
  });

  it('has every packet once, in order of time where its captures are, for any captures', async () => {
    const times = fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constant(Number.NaN)), { maxLength: 12 });
    const capture = fc.record({
      times,
      sorted: fc.constantFrom(true, true, false),
      batchRows: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(capture, { minLength: 1, maxLength: 6 }), async (drawn) => {
        const files = drawn.map(({ times: any, sorted, batchRows }, at) => {
          const numbers = any.filter((time) => !Number.isNaN(time)).toSorted((one, other) => one - other);
          return { name: String(at), batchRows, times: sorted ? numbers : any };
        });
        const packets = await readAll(new TimelineSource(new Captures(files).members));
        for (const [file, { times: own }] of files.entries()) {
          expect(packets.filter((packet) => packet.file === file).map(({ row }) => row)).toEqual(
            own.map((_, row) => row),
          );
        }
        if (drawn.every(({ sorted }) => sorted)) {
          const merged = packets.map(({ time }) => time);
          expect(merged).toEqual(merged.toSorted((one, other) => one - other));
        }
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});
