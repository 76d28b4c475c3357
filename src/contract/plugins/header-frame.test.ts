import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chainsAmong,
  columnBit,
  HEADER_COLUMNS,
  HEADER_FIELD_NAMES,
  headerSelection,
  OBSERVER_CHAINS,
} from './header-fields.ts';
import {
  HEADER_FRAME_BYTES,
  HEADER_FRAME_ROWS,
  HEADER_QUOTES,
  HeaderFrame,
  HeaderRows,
  MAX_HEADER_PAYLOAD_BYTES,
  MAX_TCP_OPTIONS_BYTES,
  type QuotedPacket,
} from './header-frame.ts';

const ALL_COLUMNS = HEADER_COLUMNS.reduce((bits, name) => bits | columnBit(name), 0);
const uint = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const words = (length: number): fc.Arbitrary<number[]> =>
  fc.array(uint(0xffff_ffff), { minLength: length, maxLength: length });

const quotedPacket: fc.Arbitrary<QuotedPacket> = fc
  .record({
    ipv6: fc.boolean(),
    protocol: uint(255),
    ports: fc.option(fc.tuple(uint(65_535), uint(65_535))),
    addresses: words(8),
  })
  .map(({ ports, addresses, ...rest }) => ({
    ...rest,
    sourcePort: ports?.[0] ?? -1,
    destinationPort: ports?.[1] ?? -1,
    addresses: Uint32Array.from(addresses),
  }));

interface Row {
  readonly time: number;
  readonly key: number;
  readonly generation: number;
  readonly flags: number;
  readonly protocol: number;
  readonly word: number;
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
  readonly quoted: QuotedPacket;
}
const row: fc.Arbitrary<Row> = fc.record({
  time: uint(Number.MAX_SAFE_INTEGER),
  key: uint(0xffff_ffff),
  generation: uint(65_535),
  flags: uint(127),
  protocol: uint(255),
  word: uint(0xffff_ffff),
  options: fc.uint8Array({ maxLength: MAX_TCP_OPTIONS_BYTES }),
  payload: fc.uint8Array({ maxLength: 60 }),
  quoted: quotedPacket,
});

function fill(rows: HeaderRows, given: readonly Row[]): void {
  given.forEach((one, at) => {
    rows.time[at] = one.time;
    rows.key[at] = one.key;
    rows.generation[at] = one.generation;
    rows.flags[at] = one.flags;
    rows.protocol[at] = one.protocol;
    for (const name of HEADER_COLUMNS) {
      const values = rows.values[name];
      if (values === null || name === 'tcp_options' || name === 'payload' || name === 'quoted') continue;
      const each = name === 'source' || name === 'destination' ? 4 : 1;
      for (let value = 0; value < each; value++) values[at * each + value] = one.word + value;
    }
    if (rows.values.tcp_options !== null) rows.addOptions(at, one.options, 0, one.options.length);
    if (rows.values.payload !== null) rows.addPayload(at, one.payload, 0, one.payload.length);
    if (rows.values.quoted !== null && (one.flags & HEADER_QUOTES) !== 0) rows.addQuoted(one.quoted);
  });
}

describe('header frames', () => {
  it('hold what went in, of the columns that were asked for', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        uint(ALL_COLUMNS),
        uint(7),
        fc.boolean(),
        (given, columns, shift, ends) => {
          const rows = new HeaderRows(columns);
          fill(rows, given);
          const encoded = rows.encode(given.length, { first: 99, capture: 3, ends, nowUs: 5e15 });
          const moved = new Uint8Array(encoded.length + shift);
          moved.set(encoded, shift);
          const frame = HeaderFrame.read(moved.subarray(shift))!;
          expect(frame).toMatchObject({ rows: given.length, columns, first: 99, capture: 3, ends, nowUs: 5e15 });
          given.forEach((one, at) => {
            expect(frame.time[at]).toBe(one.time);
            expect(frame.key[at]).toBe(one.key);
            expect(frame.generation[at]).toBe(one.generation);
            expect(frame.flags[at]).toBe(one.flags);
            expect(frame.protocol[at]).toBe(one.protocol);
            const has = (name: (typeof HEADER_COLUMNS)[number]): boolean => (columns & columnBit(name)) !== 0;
            expect([...frame.options(at)]).toEqual(has('tcp_options') ? [...one.options] : []);
            expect([...frame.payload(at)]).toEqual(has('payload') ? [...one.payload] : []);
            const quotes = has('quoted') && (one.flags & HEADER_QUOTES) !== 0;
            expect(frame.quoted(at)).toEqual(quotes ? one.quoted : null);
            expect(frame.values.tcp_seq?.[at]).toBe(has('tcp_seq') ? one.word : undefined);
            expect(frame.values.ip_id?.[at]).toBe(has('ip_id') ? one.word % 65_536 : undefined);
            expect(frame.values.ttl?.[at]).toBe(has('ttl') ? one.word % 256 : undefined);
            expect(frame.values.destination?.[at * 4 + 3]).toBe(
              has('destination') ? (one.word + 3) % 2 ** 32 : undefined,
            );
          });
        },
      ),
    );
  });

  it('stay below what a message port carries cheaply when they are full', () => {
    const rows = new HeaderRows(ALL_COLUMNS);
    const bytes = new Uint8Array(MAX_HEADER_PAYLOAD_BYTES);
    let count = 0;
    for (; rows.hasRoom(count, MAX_TCP_OPTIONS_BYTES); count++) {
      rows.addOptions(count, bytes, 0, MAX_TCP_OPTIONS_BYTES);
      rows.addPayload(count, bytes, 0, 0);
    }
    expect(count).toBe(HEADER_FRAME_ROWS);
    const full = rows.encode(count, { first: 0, capture: 0, ends: false });
    expect(full.length).toBeGreaterThan(HEADER_FRAME_ROWS * 80);
    expect(full.length).toBeLessThan(60_000);
    for (count = 0; rows.hasRoom(count, bytes.length); count++) {
      rows.addOptions(count, bytes, 0, 0);
      rows.addPayload(count, bytes, 0, bytes.length);
    }
    expect(count).toBe(Math.floor(HEADER_FRAME_BYTES / bytes.length));
  });

  it('are told from other frames, and refused where they are cut', () => {
    const frame = new HeaderRows(0).encode(0, { first: 0, capture: 1, ends: true });
    expect(HeaderFrame.read(new Uint8Array(64))).toBeNull();
    expect(HeaderFrame.read(frame.subarray(0, 36))).toBeNull();
    const longer = new Uint8Array(frame.length + 1);
    longer.set(frame);
    expect(() => HeaderFrame.read(longer)).toThrow(/length/);
  });
});

describe('what a plugin is given', () => {
  it('is what it asks for, and nothing else', () => {
    expect(headerSelection(['ip4'], ['tcp_flags', 'ecn', 'dscp'])).toEqual({
      fields: ['dscp', 'ecn', 'tcp_flags'],
      columns: columnBit('traffic_class') | columnBit('tcp_flags'),
    });
  });

  it('is, where it does not ask, everything that its chains are about but the payload', () => {
    const all = headerSelection(OBSERVER_CHAINS, null);
    expect(all.fields).toEqual(HEADER_FIELD_NAMES.filter((field) => field !== 'payload'));
    expect(all.columns).toBe(ALL_COLUMNS & ~columnBit('payload'));
    const { fields, columns } = headerSelection(['flow_end', 'udp'], null);
    expect(fields).toContain('checksum');
    expect(fields).toContain('tcp_flags');
    for (const missing of ['tcp_seq', 'tcp_options', 'icmp_type', 'payload']) expect(fields).not.toContain(missing);
    expect(columns & columnBit('quoted')).toBe(0);
  });

  it('is told by the exports of its chains', () => {
    expect(chainsAmong(['receiver', 'observers', 'observers.udp', 'observers.new_flow'])).toEqual(['new_flow', 'udp']);
  });
});
