import { describe, expect, it } from 'vitest';
import { failure } from '#base/result.ts';
import { SyntheticSource } from './synthetic-source.ts';
import { drain } from './test-bytes.ts';
import { DroppingSource, SlowSource, TruncatingSource } from './wrappers.ts';

const frames = Array.from({ length: 10 }, (_, index) => ({ time: index, bytes: Uint8Array.of(index, 1, 2) }));

describe('wrapped sources', () => {
  it('deliver frames from memory in batches, then the end that was asked for', async () => {
    const broken = failure('damaged', 'as arranged').failure;
    const { packets, end } = await drain(new SyntheticSource(frames, { batchRows: 3, failure: broken }));
    expect(packets.map((packet) => packet.time)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(packets[7]?.bytes).toBe('070102');
    expect(end.failure).toEqual(broken);
  });

  it('wait, drop and cut as told, and count the drops', async () => {
    let pauses = 0;
    const slow = new SlowSource(new SyntheticSource(frames, { batchRows: 4 }), () => {
      pauses++;
      return Promise.resolve();
    });
    const source = new TruncatingSource(new DroppingSource(slow, (serial) => serial % 2 === 1), 2);
    const { packets } = await drain(source);
    expect(packets.map((packet) => [packet.bytes, packet.wireLength])).toEqual([
      ['0001', 3],
      ['0201', 3],
      ['0401', 3],
      ['0601', 3],
      ['0801', 3],
    ]);
    expect(source.counters().kernelDrops).toBe(5);
    expect(pauses).toBe(4);
  });
});
