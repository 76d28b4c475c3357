/** Packet frames for tests: made by the engine's own encoder from rows as people write them. */
import { encodePacketFrame, type FrameColumns } from '#contract/plugins/packet-frame.ts';
import { PAYLOAD_FILTERS } from '#contract/payload-filters.ts';
import { parseAddress } from '#base/addresses.ts';

export interface FrameRow {
  readonly time?: number;
  readonly serial?: number;
  readonly start?: number;
  readonly source?: string;
  readonly destination?: string;
  /** Null: the protocol has none. */
  readonly ports?: readonly [number, number] | null;
  readonly length?: number;
  readonly interfaceId?: number;
  readonly protocol?: number;
  readonly state?: number;
  readonly inwards?: boolean;
  readonly filter?: string;
  readonly name?: string;
}

export interface FrameExtras {
  readonly first?: number;
  readonly seed?: Uint8Array;
  readonly interfaces?: readonly string[];
}

/** `rows`: how many of the default kind, or each row. */
export function packetFrame(rows: number | readonly FrameRow[], extras: FrameExtras = {}): Uint8Array {
  const given = typeof rows === 'number' ? Array.from({ length: rows }, (_, n) => ({ serial: n + 1 })) : rows;
  const columns = columnsOf(given);
  return encodePacketFrame(columns, given.length, {
    seed: extras.seed ?? Uint8Array.of(1, 2, 3, 4),
    first: extras.first ?? 0,
    interfaces: extras.interfaces ?? ['eth0'],
    filters: PAYLOAD_FILTERS,
  });
}

function columnsOf(rows: readonly FrameRow[]): FrameColumns {
  const count = rows.length;
  const columns = {
    time: new Float64Array(count),
    sessionSerial: new Float64Array(count),
    sessionStart: new Float64Array(count),
    addresses: new Uint32Array(count * 8),
    length: new Uint32Array(count),
    sourcePort: new Int32Array(count),
    destinationPort: new Int32Array(count),
    interfaceId: new Uint16Array(count),
    protocol: new Uint8Array(count),
    state: new Uint8Array(count),
    direction: new Uint8Array(count),
    ipv6: new Uint8Array(count),
    filter: rows.map(({ filter }) => filter),
    name: rows.map(({ name }) => name),
  };
  rows.forEach((row, at) => {
    const source = parseAddress(row.source ?? '192.0.2.1')!;
    const destination = parseAddress(row.destination ?? '198.51.100.7')!;
    const ports = row.ports === undefined ? [40_000, 443] : (row.ports ?? [-1, -1]);
    columns.time[at] = row.time ?? 1_714_566_896_123_456 + at;
    columns.sessionSerial[at] = row.serial ?? 1;
    columns.sessionStart[at] = row.start ?? 1_714_566_896_000_000;
    columns.addresses.set(source.words, at * 8);
    columns.addresses.set(destination.words, at * 8 + 4);
    columns.ipv6[at] = source.ipv6 ? 1 : 0;
    columns.length[at] = row.length ?? 60;
    columns.sourcePort[at] = ports[0]!;
    columns.destinationPort[at] = ports[1]!;
    columns.interfaceId[at] = row.interfaceId ?? 0;
    columns.protocol[at] = row.protocol ?? 6;
    columns.state[at] = row.state ?? 1;
    columns.direction[at] = row.inwards === true ? 1 : 0;
  });
  return columns;
}
