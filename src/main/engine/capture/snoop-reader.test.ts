import { describe, expect, it } from 'vitest';
import { openPacketSource } from './open-source.ts';
import { BIG, concatenated, drain, PieceBytes } from './test-bytes.ts';

/** RFC 1761: identification pattern, version, datalink type 4 (Ethernet). */
function header(version = 2, datalink = 4): Uint8Array {
  return concatenated([0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0], BIG.u32(version), BIG.u32(datalink));
}

/** Original length, included length, record length, cumulative drops, seconds, microseconds, data, padding to four bytes. */
function record(data: readonly number[], wire: number, drops: number, seconds: number, fraction: number): Uint8Array {
  const padding = new Uint8Array((4 - (data.length % 4)) % 4);
  const lengths = [wire, data.length, 24 + data.length + padding.length, drops, seconds, fraction];
  return concatenated(...lengths.map((value) => BIG.u32(value)), data, padding);
}

async function open(bytes: Uint8Array, piece?: number) {
  return openPacketSource(new PieceBytes(bytes, piece, piece !== undefined), 'old.snoop');
}

async function read(bytes: Uint8Array, piece?: number) {
  const opened = await open(bytes, piece);
  if (!opened.ok) throw new Error(opened.failure.message);
  return { ...(await drain(opened.value)), source: opened.value };
}

describe('a snoop file', () => {
  const two = concatenated(header(), record([1, 2, 3], 60, 0, 911_274_719, 885_516), record([9], 1, 7, 5, 4_000_000));

  it.each([undefined, 1, 5, 24])('gives packets, drops and the link type, in pieces of %s', async (piece) => {
    const { packets, end, source } = await read(two, piece);
    expect(packets).toEqual([
      { time: 911_274_719_885_516, interfaceId: 0, bytes: '010203', wireLength: 60 },
      { time: 5_999_999, interfaceId: 0, bytes: '09', wireLength: 1 },
    ]);
    expect(end.failure).toBeNull();
    expect(source.interfaces).toEqual([{ name: '', linkType: 1, snaplen: 0 }]);
    expect(source.counters().kernelDrops).toBe(7);
  });

  it('that is cut short gives what is whole, and says where', async () => {
    const { packets, end } = await read(two.subarray(0, two.length - 1));
    expect(packets).toHaveLength(1);
    expect(end.failure).toMatchObject({ code: 'damaged', offset: 16 + 28 });
  });

  it.each([
    ['holds more than it is long', [60, 40, 28, 0, 0, 0]],
    ['is shorter than its header', [4, 0, 20, 0, 0, 0]],
    ['is impossibly large', [4, 0x7fff_ffff, 0x7fff_ffff, 0, 0, 0]],
    ['has more padding than there can be', [4, 4, 0x7fff_ffff, 0, 0, 0]],
  ])('with a record that %s is damaged there', async (_, fields) => {
    const { packets, end } = await read(concatenated(header(), ...fields.map((field) => BIG.u32(field))));
    expect([packets, end.failure?.code, end.failure?.offset]).toEqual([[], 'damaged', 16]);
  });

  it('of another version or an unknown datalink is refused by name', async () => {
    for (const bytes of [header(3), header(2, 9)]) {
      expect(await open(bytes)).toMatchObject({ ok: false, failure: { code: 'unsupported' } });
    }
    expect(await open(header().subarray(0, 12))).toMatchObject({ ok: false, failure: { code: 'damaged' } });
  });
});
