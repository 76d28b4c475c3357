import { describe, expect, it } from 'vitest';
import {
  encodePacketFrame,
  FRAME_NAME_CHARACTERS,
  FRAME_ROWS,
  PacketFrame,
  ROW_HAS_PORTS,
  ROW_IN,
  ROW_IPV6,
} from './packet-frame.ts';
import type { FrameColumns } from './packet-frame.ts';

function columns(rows: number): FrameColumns & { filter: (string | undefined)[]; name: (string | undefined)[] } {
  return {
    time: Float64Array.from({ length: rows }, (_, row) => 1_700_000_000_000_000 + row),
    sessionSerial: Float64Array.from({ length: rows }, (_, row) => row + 1),
    sessionStart: Float64Array.from({ length: rows }, (_, row) => 1_600_000_000_000_000 + row),
    addresses: Uint32Array.from({ length: rows * 8 }, (_, at) => (at * 2_654_435_761) >>> 0),
    length: Uint32Array.from({ length: rows }, (_, row) => row * 3),
    sourcePort: Int32Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? -1 : 65_535 - row)),
    destinationPort: Int32Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? -1 : row)),
    interfaceId: Uint16Array.from({ length: rows }, (_, row) => row % 2),
    protocol: Uint8Array.from({ length: rows }, (_, row) => row % 256),
    state: Uint8Array.from({ length: rows }, (_, row) => row % 6),
    direction: Uint8Array.from({ length: rows }, (_, row) => row % 2),
    ipv6: Uint8Array.from({ length: rows }, (_, row) => (row >> 1) % 2),
    filter: [],
    name: [],
  };
}
const head = { seed: Uint8Array.of(1, 2, 3, 4), first: 12_345, interfaces: ['eth0', 'wlan0'], filters: ['dns', 'tls'] };

describe('packet frames', () => {
  it.each([1, 7, FRAME_ROWS])('hold %i rows as they went in', (rows) => {
    const from = columns(FRAME_ROWS);
    from.filter[0] = 'tls';
    from.name[0] = 'bücher.example';
    if (rows > 6) {
      from.filter[6] = 'dns';
      from.name[6] = 'example.org';
    }
    const frame = new PacketFrame(encodePacketFrame(from, rows, head));
    expect([frame.rows, frame.first, [...frame.seed]]).toEqual([rows, 12_345, [1, 2, 3, 4]]);
    expect(frame.interfaces).toEqual(['eth0', 'wlan0']);
    for (const column of [
      'time',
      'sessionSerial',
      'sessionStart',
      'length',
      'protocol',
      'state',
      'interfaceId',
    ] as const) {
      expect([...frame[column]], column).toEqual([...from[column].subarray(0, rows)]);
    }
    expect([...frame.addresses]).toEqual([...from.addresses.subarray(0, rows * 8)]);
    for (let row = 0; row < rows; row++) {
      const flags = frame.flags[row]!;
      expect((flags & ROW_IPV6) !== 0).toBe(from.ipv6[row] === 1);
      expect((flags & ROW_IN) !== 0).toBe(from.direction[row] === 1);
      expect((flags & ROW_HAS_PORTS) !== 0 ? frame.sourcePort[row] : -1).toBe(from.sourcePort[row]);
      expect((flags & ROW_HAS_PORTS) !== 0 ? frame.destinationPort[row] : -1).toBe(from.destinationPort[row]);
      const name = frame.name[row]! === 0 ? undefined : frame.names[frame.name[row]! - 1];
      expect(name).toBe(from.name[row]);
      expect([undefined, 'dns', 'tls'][frame.filter[row]!]).toBe(from.filter[row]);
    }
  });

  it('are read from any position in a buffer', () => {
    const bytes = encodePacketFrame(columns(3), 3, head);
    for (const shifted of [new Uint8Array(bytes.length + 5), Buffer.alloc(bytes.length + 5)]) {
      shifted.set(bytes, 5);
      expect([...new PacketFrame(shifted.subarray(5)).time]).toEqual([...new PacketFrame(bytes).time]);
    }
  });

  it('stay below what a message port carries cheaply, however long the names', () => {
    const full = columns(FRAME_ROWS);
    full.name[0] = 'ü'.repeat(FRAME_NAME_CHARACTERS);
    full.filter[0] = 'dns';
    const named = Array.from({ length: 64 }, (_, at) => `interface-${at}`);
    expect(encodePacketFrame(full, FRAME_ROWS, { ...head, interfaces: named }).length).toBeLessThan(60_000);
  });

  it('that are cut are refused', () => {
    expect(() => new PacketFrame(encodePacketFrame(columns(3), 3, head).subarray(0, 200))).toThrow(/length/);
  });
});
