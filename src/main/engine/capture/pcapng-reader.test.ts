import { describe, expect, it } from 'vitest';
import { openPacketSource } from './open-source.ts';
import { BIG, concatenated, drain, LITTLE, PieceBytes, type ByteOrder } from './test-bytes.ts';

async function read(bytes: Uint8Array, pieceBytes?: number) {
  const opened = await openPacketSource(new PieceBytes(bytes, pieceBytes), 'some.pcapng');
  if (!opened.ok) throw new Error(opened.failure.message);
  return { ...(await drain(opened.value)), source: opened.value };
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const orders: readonly [string, ByteOrder][] = [
  ['little-endian', LITTLE],
  ['big-endian', BIG],
];
const TIME = 1_340_954_905_298_858n;

describe.each(orders)('a %s pcapng file', (_name, order) => {
  it('gives packets of several interfaces with their names, link types and time units', async () => {
    const { packets, end, source } = await read(
      concatenated(
        order.section(),
        order.interfaceBlock(1, 96, order.option(2, ascii('eth0')), order.option(0, [])),
        order.interfaceBlock(113, 0, order.option(9, [9]), order.option(0, [])),
        order.enhancedPacket(0, TIME, [1, 2, 3], 1500),
        order.enhancedPacket(1, TIME * 1000n + 250n, [4]),
      ),
    );
    expect(source.interfaces).toEqual([
      { name: 'eth0', linkType: 1, snaplen: 96 },
      { name: 'interface 1', linkType: 113, snaplen: 0 },
    ]);
    expect(packets).toEqual([
      { time: Number(TIME), interfaceId: 0, bytes: '010203', wireLength: 1500 },
      { time: Number(TIME) + 0.25, interfaceId: 1, bytes: '04', wireLength: 1 },
    ]);
    expect(end.failure).toBeNull();
  });

  it('may give times in any unit, shifted by seconds', async () => {
    const resolutions: readonly [number, bigint, number][] = [
      [0, 3n, 3_000_000],
      [3, 3_001n, 3_001_000],
      [6, 0xffff_ffff_ffffn, 0xffff_ffff_ffff],
      [9, 1_700_000_000_123_456_000n, 1_700_000_000_123_456],
      [12, 1_000_000_000_001_000_000n, 1_000_000_000_001],
      [0x80 | 10, 1024n * 7n + 512n, 7_500_000],
      [0x80 | 32, (1_700_000_000n << 32n) + (1n << 31n), 1_700_000_000_500_000],
    ];
    for (const [resolution, units, microseconds] of resolutions) {
      const options = [order.option(9, [resolution]), order.option(14, order.u64(100n))];
      const { packets } = await read(
        concatenated(order.section(), order.interfaceBlock(1, 0, ...options), order.enhancedPacket(0, units, [1])),
      );
      expect(packets[0]?.time).toBe(microseconds + 100_000_000);
    }
  });

  it('may hold simple packets, which have no time and are cut at the snap length', async () => {
    const { packets } = await read(
      concatenated(
        order.section(),
        order.interfaceBlock(1, 4),
        order.block(3, order.u32(6), [1, 2, 3, 4]),
        order.block(3, order.u32(3), [5, 6, 7]),
      ),
    );
    expect(packets).toEqual([
      { time: Number.NaN, interfaceId: 0, bytes: '01020304', wireLength: 6 },
      { time: Number.NaN, interfaceId: 0, bytes: '050607', wireLength: 3 },
    ]);
  });

  it('may hold obsolete packet blocks, whose drop counts add up', async () => {
    const packet = (drops: number): Uint8Array =>
      order.block(2, order.u16(0), order.u16(drops), order.u32(0), order.u32(9), order.u32(1), order.u32(1), [0xaa]);
    const { packets, source } = await read(
      concatenated(order.section(), order.interfaceBlock(1, 0), packet(3), packet(0xffff), packet(4)),
    );
    expect(packets.map((seen) => [seen.time, seen.bytes])).toEqual(Array(3).fill([9, 'aa']));
    expect(source.counters().kernelDrops).toBe(7);
  });

  it('counts drops from the last statistics of each interface', async () => {
    const statistics = (id: number, system: bigint, card: bigint): Uint8Array =>
      order.block(
        5,
        order.u32(id),
        order.u64(0n),
        order.option(7, order.u64(system)),
        order.option(5, order.u64(card)),
        order.option(0, []),
      );
    const { source } = await read(
      concatenated(
        order.section(),
        order.interfaceBlock(1, 0),
        order.interfaceBlock(1, 0),
        statistics(0, 1n, 2n),
        statistics(1, 10n, 20n),
        statistics(0, 5n, 0x1_0000_0002n),
        statistics(9, 100n, 100n),
      ),
    );
    expect(source.counters()).toMatchObject({ kernelDrops: 15, interfaceDrops: 0x1_0000_0002 + 20 });
  });
});

describe('a pcapng file', () => {
  it('may have several sections, each in its own byte order and with interfaces of its own', async () => {
    const part = (order: ByteOrder, value: number): Uint8Array =>
      concatenated(order.section(), order.interfaceBlock(1, 0), order.enhancedPacket(0, 1n, [value]));
    const { packets, source } = await read(concatenated(part(LITTLE, 1), part(BIG, 2), part(LITTLE, 3)));
    expect(packets.map((packet) => [packet.interfaceId, packet.bytes])).toEqual([
      [0, '01'],
      [1, '02'],
      [2, '03'],
    ]);
    expect(source.interfaces.map((described) => described.name)).toEqual(['interface 0', 'interface 1', 'interface 2']);
  });

  it('may contain names, secrets, custom and unknown blocks, however large', async () => {
    const bytes = concatenated(
      LITTLE.section(),
      LITTLE.block(4, [1, 2, 3, 4]),
      LITTLE.block(0x0000_000a, new Uint8Array(3_000_000)),
      LITTLE.interfaceBlock(1, 0),
      LITTLE.block(0x0000_0bad, [1]),
      LITTLE.block(0x7777_7777, []),
      LITTLE.enhancedPacket(0, 1n, [1]),
    );
    for (const piece of [1_000, 65_536, 10_000_000]) {
      const { packets, end } = await read(bytes, piece);
      expect(packets).toHaveLength(1);
      expect(end.failure).toBeNull();
    }
  });

  it('is read the same in pieces of any size', async () => {
    const records = Array.from({ length: 30 }, (_, index) =>
      BIG.enhancedPacket(0, BigInt(index), Array(index).fill(1)),
    );
    const bytes = concatenated(BIG.section(), BIG.block(4, new Uint8Array(44)), BIG.interfaceBlock(1, 0), ...records);
    const whole = await read(bytes);
    expect(whole.packets).toHaveLength(30);
    for (const piece of [1, 3, 8, 13, 64]) expect((await read(bytes, piece)).packets).toEqual(whole.packets);
  });

  const start = concatenated(LITTLE.section(), LITTLE.interfaceBlock(1, 0), LITTLE.enhancedPacket(0, 1n, [1]));
  const brokenTrailer = LITTLE.enhancedPacket(0, 2n, [2]);
  brokenTrailer[brokenTrailer.length - 4] = 99;
  const damages: readonly [string, Uint8Array, RegExp][] = [
    [
      'a length that is no multiple of four',
      concatenated(LITTLE.u32(6), LITTLE.u32(33), Array(29).fill(0)),
      /length of 33/,
    ],
    ['a length of zero', concatenated(LITTLE.u32(6), Array(28).fill(0)), /length of 0/],
    ['lengths that differ', brokenTrailer, /two lengths/],
    ['a packet of an unknown interface', LITTLE.enhancedPacket(7, 1n, [1]), /interface 7/],
    ['a packet longer than its block', LITTLE.block(6, new Uint8Array(12), LITTLE.u32(99), LITTLE.u32(99)), /99 bytes/],
    [
      'an option longer than its block',
      LITTLE.interfaceBlock(1, 0, concatenated([2, 0, 200, 0], [1, 2, 3, 4])),
      /option/,
    ],
    ['a block of 3 GiB', concatenated(LITTLE.u32(6), LITTLE.u32(0xc000_0000), Array(28).fill(0)), /claims 3221225472/],
    ['its end within a packet', LITTLE.enhancedPacket(0, 2n, [2]).subarray(0, 20), /cut short/],
    ['its end within a skipped block', LITTLE.block(4, new Uint8Array(40)).subarray(0, 20), /cut short/],
    [
      'its end within a skipped block, at the trailing length',
      LITTLE.block(4, new Uint8Array(8)).subarray(0, 16),
      /cut short/,
    ],
  ];
  it.each(damages)('with %s gives the packets before and the offset', async (_name, damage, message) => {
    const { packets, end } = await read(concatenated(start, damage));
    expect(packets).toHaveLength(1);
    expect(end.failure).toMatchObject({ code: 'damaged', offset: start.length });
    expect(end.failure?.message).toMatch(message);
  });

  it('with a section of an unknown version is refused from there on', async () => {
    const { packets, end } = await read(concatenated(start, LITTLE.section({ major: 2 }), start));
    expect(packets).toHaveLength(1);
    expect(end.failure).toMatchObject({ code: 'unsupported', offset: start.length });
    expect(end.failure?.message).toContain('version 2.0');
  });
});
