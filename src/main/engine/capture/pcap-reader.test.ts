import { describe, expect, it } from 'vitest';
import { openPacketSource } from './open-source.ts';
import { BIG, concatenated, drain, LITTLE, PieceBytes, type ByteOrder } from './test-bytes.ts';

async function read(bytes: Uint8Array, pieceBytes?: number, later?: boolean) {
  const opened = await openPacketSource(new PieceBytes(bytes, pieceBytes, later), 'some.pcap');
  if (!opened.ok) throw new Error(opened.failure.message);
  return { ...(await drain(opened.value)), source: opened.value };
}

const orders: readonly [string, ByteOrder][] = [
  ['little-endian', LITTLE],
  ['big-endian', BIG],
];

describe.each(orders)('a %s pcap file', (_name, order) => {
  it('gives packets with times in microseconds and both lengths', async () => {
    const { packets, end, source } = await read(
      concatenated(
        order.pcapHeader(),
        order.pcapRecord(1_700_000_000, 5, [1, 2]),
        order.pcapRecord(2, 999_999, [3], 60),
      ),
    );
    expect(packets).toEqual([
      { time: 1_700_000_000_000_005, interfaceId: 0, bytes: '0102', wireLength: 2 },
      { time: 2_999_999, interfaceId: 0, bytes: '03', wireLength: 60 },
    ]);
    expect(end).toEqual({ end: true, failure: null });
    expect(source.interfaces).toEqual([{ name: '', linkType: 1, snaplen: 65_535 }]);
    expect(source.counters()).toEqual({ kernelDrops: 0, interfaceDrops: 0, bytesRead: 59, bytesTotal: 59 });
  });

  it('may count nanoseconds', async () => {
    const header = order.pcapHeader({ magic: 0xa1b23c4d });
    const { packets } = await read(concatenated(header, order.pcapRecord(1, 999_999_500, [1])));
    expect(packets[0]?.time).toBe(1_999_999.5);
  });

  it('may have the longer record headers of the modified format', async () => {
    const record = concatenated(
      order.u32(1),
      order.u32(2),
      order.u32(1),
      order.u32(9),
      [7, 0, 0, 0, 8, 0, 4, 0],
      [0xab],
    );
    const { packets, end } = await read(concatenated(order.pcapHeader({ magic: 0xa1b2cd34 }), record, record));
    expect(packets.map((packet) => packet.bytes)).toEqual(['ab', 'ab']);
    expect(end.failure).toBeNull();
  });
});

describe('a pcap file', () => {
  it('is read the same in pieces of any size, at once or later', async () => {
    const records = Array.from({ length: 40 }, (_, index) => LITTLE.pcapRecord(index, 0, Array(index).fill(index)));
    const bytes = concatenated(LITTLE.pcapHeader(), ...records);
    const whole = await read(bytes);
    for (const piece of [1, 2, 3, 7, 16, 23, 1000]) {
      const inPieces = await read(bytes, piece, piece % 2 === 0);
      expect(inPieces.packets).toEqual(whole.packets);
      expect(inPieces.end.failure).toBeNull();
    }
    expect(whole.packets).toHaveLength(40);
  });

  it('is answered without a promise where its bytes are', async () => {
    const bytes = concatenated(LITTLE.pcapHeader(), LITTLE.pcapRecord(1, 0, [1]));
    const opened = await openPacketSource(new PieceBytes(bytes), 'x');
    expect(opened.ok && opened.value.next()).not.toBeInstanceOf(Promise);
  });

  it('may hold more packets than a batch and than the window', async () => {
    const record = LITTLE.pcapRecord(1, 0, Array(300).fill(5));
    const bytes = new Uint8Array(24 + record.length * 10_000);
    bytes.set(LITTLE.pcapHeader());
    for (let index = 0; index < 10_000; index++) bytes.set(record, 24 + index * record.length);
    const { packets, end } = await read(bytes, 100_001);
    expect(packets).toHaveLength(10_000);
    expect(new Set(packets.map((packet) => packet.bytes)).size).toBe(1);
    expect(end.failure).toBeNull();
  });

  it('may hold packets larger than the window where its snap length says so', async () => {
    const large = Array<number>(3_000_000).fill(1);
    const bytes = concatenated(LITTLE.pcapHeader({ snaplen: 4_000_000 }), LITTLE.pcapRecord(1, 0, large));
    const { packets } = await read(bytes);
    expect(packets[0]?.wireLength).toBe(3_000_000);
  });

  it('keeps the link type when its upper bits give the length of the check sequence', async () => {
    const { source } = await read(LITTLE.pcapHeader({ linkType: 0x3400_0071 }));
    expect(source.interfaces[0]?.linkType).toBe(113);
  });

  it('holds a fraction of a second out of range to the end of its second', async () => {
    const { packets } = await read(
      concatenated(LITTLE.pcapHeader(), LITTLE.pcapRecord(5, 1_000_000, [1]), LITTLE.pcapRecord(5, 0x8000_0000, [1])),
    );
    expect(packets.map((packet) => packet.time)).toEqual([5_999_999, 5_999_999]);
  });

  it('counts at least what was captured as the length on the wire', async () => {
    const { packets } = await read(concatenated(LITTLE.pcapHeader(), LITTLE.pcapRecord(5, 0, [1, 2, 3], 2)));
    expect(packets[0]?.wireLength).toBe(3);
  });

  it('of an old version may have its lengths in the other order', async () => {
    const record = concatenated(LITTLE.u32(1), LITTLE.u32(0), LITTLE.u32(1500), LITTLE.u32(2), [8, 9]);
    const { packets } = await read(concatenated(LITTLE.pcapHeader({ minor: 2 }), record, record));
    expect(packets.map((packet) => [packet.bytes, packet.wireLength])).toEqual([
      ['0809', 1500],
      ['0809', 1500],
    ]);
  });

  it('that ends within a record gives the packets before and the offset of that record', async () => {
    const bytes = concatenated(LITTLE.pcapHeader(), LITTLE.pcapRecord(1, 0, [1]), LITTLE.pcapRecord(2, 0, [1, 2, 3]));
    for (const missing of [1, 3, 4, 18]) {
      const { packets, end } = await read(bytes.subarray(0, bytes.length - missing));
      expect(packets).toHaveLength(1);
      expect(end.failure).toMatchObject({ code: 'damaged', offset: 41 });
      expect(end.failure?.message).toContain('some.pcap is cut short');
    }
  });

  it('with an impossible record length gives the packets before and says what is wrong', async () => {
    const bad = concatenated(LITTLE.u32(1), LITTLE.u32(0), LITTLE.u32(262_145), LITTLE.u32(262_145));
    const { packets, end } = await read(concatenated(LITTLE.pcapHeader(), LITTLE.pcapRecord(1, 0, [1]), bad));
    expect(packets).toHaveLength(1);
    expect(end.failure).toMatchObject({ code: 'damaged', offset: 41 });
    expect(end.failure?.message).toContain('262145 bytes');
  });

  it('ends cleanly when closed', async () => {
    const source = new PieceBytes(concatenated(LITTLE.pcapHeader(), LITTLE.pcapRecord(1, 0, [1])));
    const opened = await openPacketSource(source, 'x');
    if (!opened.ok) throw new Error('not opened');
    await opened.value.close();
    await opened.value.close();
    expect(await opened.value.next()).toEqual({ end: true, failure: null });
    expect(source.closed).toBe(true);
  });
});
