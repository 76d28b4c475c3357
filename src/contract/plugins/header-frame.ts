/**
 * Headers on their way to observers in plugin processes: columns of numbers in one run of bytes, little-endian, and only the
 * columns that were asked for (`HeaderSelection.columns`).
 *
 *     0   u32  magic
 *     4   u16  version        6  u16  rows, perhaps none
 *     8   u32  columns, as bits
 *     12  u32  bytes of the tail
 *     16  f64  number of the first row since the feed began
 *     24  u32  number of the capture: another one than before ends all flows of the one before
 *     28  u32  1: the capture ends after these rows
 *     32  f64  how far time has come after these rows though no packet came (live), microseconds; 0: nobody says
 *     40  columns one after the other, the widest values first, `rows` values each. Always: time f64 · key u32 ·
 *         generation u16 · flags u8 · protocol u8. A key stands for a conversation in both directions; where its generation is
 *         another than before, it stands for another one.
 *         tail: bytes of all TCP options, bytes of all payloads, and 40 bytes for each quoted packet, each in the order of rows
 *
 * A frame stays below 60,000 bytes: Electron moves larger messages through shared memory at ten times the cost.
 */
import { assert } from '#base/assert.ts';
import { columnBit, HEADER_COLUMNS, type HeaderColumn } from './header-fields.ts';

export const HEADER_FRAME_ROWS = 384;
/** Options, payloads and quoted packets of one frame together, bytes. */
export const HEADER_FRAME_BYTES = 16_000;
/** Of one packet, bytes; what is longer is cut. */
export const MAX_HEADER_PAYLOAD_BYTES = 2048;
/** 60 bytes at most, less the 20 that are always there. */
export const MAX_TCP_OPTIONS_BYTES = 40;
/** Of a quoted packet in the tail. */
export const QUOTED_PACKET_BYTES = 40;

export const HEADER_IPV6 = 1;
/** The packet travels opposite to the direction that its key was made from. */
export const HEADER_OPPOSITE = 2;
export const HEADER_HAS_PORTS = 4;
/** The header of this protocol was captured. */
export const HEADER_TCP = 8;
export const HEADER_UDP = 16;
export const HEADER_ICMP = 32;
/** An ICMP error about the packet that is quoted. */
export const HEADER_QUOTES = 64;

const MAGIC = 0x46_48_4c_4e; // "NLHF"
const VERSION = 1;
const HEAD_BYTES = 40;
const ENDS = 1;
const QUOTED_IPV6 = 1;
const QUOTED_HAS_PORTS = 2;

/** Bytes of one value, and values a row. */
const LAYOUT: Readonly<Record<HeaderColumn, readonly [bytes: 1 | 2 | 4, values: number]>> = {
  source: [4, 4],
  destination: [4, 4],
  /** Source, and destination times 65,536. */
  ports: [4, 1],
  ttl: [1, 1],
  traffic_class: [1, 1],
  octets: [4, 1],
  length: [4, 1],
  ip_id: [2, 1],
  /** The 16 bits of IPv4's flags and fragment offset. */
  ip_fragment: [2, 1],
  flow_label: [4, 1],
  tcp_flags: [1, 1],
  tcp_seq: [4, 1],
  tcp_ack: [4, 1],
  tcp_window: [2, 1],
  tcp_urgent: [2, 1],
  checksum: [2, 1],
  /** Type times 256, and code. */
  icmp: [2, 1],
  payload_length: [4, 1],
  /** How many bytes of it are in the tail. */
  tcp_options: [1, 1],
  payload: [2, 1],
  quoted: [1, 0],
};

type Values = Uint32Array | Uint16Array | Uint8Array;
/** Column by column, null where it was not asked for. */
export type HeaderValues = Readonly<Record<HeaderColumn, Values | null>>;

const VALUES_OF = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

export interface QuotedPacket {
  readonly ipv6: boolean;
  readonly protocol: number;
  /** -1 where there is none. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Four words each. */
  readonly addresses: Uint32Array;
}

export interface HeaderFrameHead {
  readonly first: number;
  readonly capture: number;
  readonly ends: boolean;
  readonly nowUs?: number;
}

/** Rows of a frame while it is filled. */
export class HeaderRows {
  readonly columns: number;
  readonly time: Float64Array = new Float64Array(HEADER_FRAME_ROWS);
  readonly key: Uint32Array = new Uint32Array(HEADER_FRAME_ROWS);
  readonly generation: Uint16Array = new Uint16Array(HEADER_FRAME_ROWS);
  readonly flags: Uint8Array = new Uint8Array(HEADER_FRAME_ROWS);
  readonly protocol: Uint8Array = new Uint8Array(HEADER_FRAME_ROWS);
  readonly values: HeaderValues;
  private readonly options: ByteTail = new ByteTail();
  private readonly payloads: ByteTail = new ByteTail();
  private quoted: QuotedPacket[] = [];

  constructor(columns: number) {
    this.columns = columns;
    this.values = Object.fromEntries(
      HEADER_COLUMNS.map((name) => {
        const [bytes, values] = LAYOUT[name];
        const asked = (columns & columnBit(name)) !== 0;
        return [name, asked ? new VALUES_OF[bytes](HEADER_FRAME_ROWS * values) : null];
      }),
    ) as unknown as HeaderValues;
  }

  /** Whether a row with so many bytes in the tail still fits. */
  hasRoom(rows: number, bytes: number): boolean {
    return rows < HEADER_FRAME_ROWS && this.tailBytes + bytes <= HEADER_FRAME_BYTES;
  }

  /** For each row in turn, once, where options were asked for. */
  addOptions(row: number, bytes: Uint8Array, from: number, to: number): void {
    this.values.tcp_options![row] = to - from;
    this.options.add(bytes, from, to);
  }

  addPayload(row: number, bytes: Uint8Array, from: number, to: number): void {
    this.values.payload![row] = to - from;
    this.payloads.add(bytes, from, to);
  }

  /** For each row with HEADER_QUOTES in turn. `packet` is kept as it is. */
  addQuoted(packet: QuotedPacket): void {
    this.quoted.push(packet);
  }

  /** The first `rows` rows as a frame in bytes of its own; begins anew. */
  encode(rows: number, head: HeaderFrameHead): Uint8Array {
    assert(rows <= HEADER_FRAME_ROWS, `a frame of ${rows} headers`);
    const { tailBytes } = this;
    const places = placesOf(this.columns, rows);
    const bytes = new Uint8Array(places.end + tailBytes);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, MAGIC, true);
    view.setUint16(4, VERSION, true);
    view.setUint16(6, rows, true);
    view.setUint32(8, this.columns, true);
    view.setUint32(12, tailBytes, true);
    view.setFloat64(16, head.first, true);
    view.setUint32(24, head.capture, true);
    view.setUint32(28, head.ends ? ENDS : 0, true);
    view.setFloat64(32, head.nowUs ?? 0, true);
    const put = (at: number, values: Float64Array | Values, count: number): void =>
      bytes.set(new Uint8Array(values.buffer, values.byteOffset, count * values.BYTES_PER_ELEMENT), at);
    put(places.time, this.time, rows);
    put(places.key, this.key, rows);
    put(places.generation, this.generation, rows);
    put(places.flags, this.flags, rows);
    put(places.protocol, this.protocol, rows);
    for (const name of HEADER_COLUMNS) {
      const values = this.values[name];
      if (values !== null) put(places.columns[name], values, rows * LAYOUT[name][1]);
    }
    let at = this.options.writeTo(bytes, places.end);
    at = this.payloads.writeTo(bytes, at);
    for (const packet of this.quoted) {
      writeQuoted(view, at, packet);
      at += QUOTED_PACKET_BYTES;
    }
    this.quoted = [];
    return bytes;
  }

  private get tailBytes(): number {
    return this.options.length + this.payloads.length + this.quoted.length * QUOTED_PACKET_BYTES;
  }
}

/** A frame's columns as views over its bytes. `bytes` is copied first where it does not begin on an 8-byte border. */
export class HeaderFrame {
  readonly rows: number;
  readonly columns: number;
  readonly first: number;
  readonly capture: number;
  /** The capture ends after these rows. */
  readonly ends: boolean;
  /** How far time has come after these rows; 0: nobody says. */
  readonly nowUs: number;
  readonly time: Float64Array;
  readonly key: Uint32Array;
  readonly generation: Uint16Array;
  readonly flags: Uint8Array;
  readonly protocol: Uint8Array;
  readonly values: HeaderValues;
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  /** Where each row's part of the tail begins; null where there is no such column. */
  private readonly optionsAt: Uint32Array | null;
  private readonly payloadAt: Uint32Array | null;
  private readonly quotedAt: Uint32Array | null;

  /** Null where `bytes` is a frame of another kind. Throws where it is damaged: the engine that makes them is trusted. */
  static read(bytes: Uint8Array): HeaderFrame | null {
    if (bytes.length < HEAD_BYTES) return null;
    const magic = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
    return magic === MAGIC ? new HeaderFrame(bytes) : null;
  }

  private constructor(given: Uint8Array) {
    // Not `slice`, which copies nothing where it is a Buffer of Node.
    const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given);
    const { buffer, byteOffset } = bytes;
    const view = new DataView(buffer, byteOffset, bytes.length);
    assert(view.getUint16(4, true) === VERSION, 'a header frame of version 1');
    const rows = view.getUint16(6, true);
    this.rows = rows;
    this.columns = view.getUint32(8, true);
    const places = placesOf(this.columns, rows);
    assert(bytes.length === places.end + view.getUint32(12, true), 'a header frame of the length that it says');
    this.first = view.getFloat64(16, true);
    this.capture = view.getUint32(24, true);
    this.ends = (view.getUint32(28, true) & ENDS) !== 0;
    this.nowUs = view.getFloat64(32, true);
    this.time = new Float64Array(buffer, byteOffset + places.time, rows);
    this.key = new Uint32Array(buffer, byteOffset + places.key, rows);
    this.generation = new Uint16Array(buffer, byteOffset + places.generation, rows);
    this.flags = bytes.subarray(places.flags, places.flags + rows);
    this.protocol = bytes.subarray(places.protocol, places.protocol + rows);
    this.values = Object.fromEntries(
      HEADER_COLUMNS.map((name) => {
        const [width, values] = LAYOUT[name];
        if ((this.columns & columnBit(name)) === 0) return [name, null];
        return [name, new VALUES_OF[width](buffer as ArrayBuffer, byteOffset + places.columns[name], rows * values)];
      }),
    ) as unknown as HeaderValues;
    this.view = view;
    this.bytes = bytes;
    const { tcp_options: options, payload, quoted } = this.values;
    const tail = new TailPlaces(rows, places.end);
    this.optionsAt = options === null ? null : tail.place((row) => options[row]!);
    this.payloadAt = payload === null ? null : tail.place((row) => payload[row]!);
    this.quotedAt = quoted === null ? null : tail.place((row) => (this.quotes(row) ? QUOTED_PACKET_BYTES : 0));
  }

  /** A view that holds as long as the frame does; empty where they were not asked for. */
  options(row: number): Uint8Array {
    return this.part(this.optionsAt, this.values.tcp_options, row);
  }

  payload(row: number): Uint8Array {
    return this.part(this.payloadAt, this.values.payload, row);
  }

  quoted(row: number): QuotedPacket | null {
    return this.quotedAt === null || !this.quotes(row) ? null : readQuoted(this.view, this.quotedAt[row]!);
  }

  private quotes(row: number): boolean {
    return (this.flags[row]! & HEADER_QUOTES) !== 0;
  }

  private part(places: Uint32Array | null, lengths: Values | null, row: number): Uint8Array {
    if (places === null || lengths === null) return this.bytes.subarray(0, 0);
    return this.bytes.subarray(places[row]!, places[row]! + lengths[row]!);
  }
}

interface Places {
  readonly time: number;
  readonly key: number;
  readonly generation: number;
  readonly flags: number;
  readonly protocol: number;
  readonly columns: Readonly<Record<HeaderColumn, number>>;
  readonly end: number;
}

function placesOf(columns: number, rows: number): Places {
  const at = {} as Record<HeaderColumn, number>;
  const time = HEAD_BYTES;
  const key = time + rows * 8;
  let next = key + rows * 4;
  const place = (wanted: number): void => {
    for (const name of HEADER_COLUMNS) {
      const [bytes, values] = LAYOUT[name];
      if (bytes !== wanted || (columns & columnBit(name)) === 0) continue;
      at[name] = next;
      next += rows * bytes * values;
    }
  };
  place(4);
  const generation = next;
  next += rows * 2;
  place(2);
  const flags = next;
  const protocol = flags + rows;
  next = protocol + rows;
  place(1);
  return { time, key, generation, flags, protocol, columns: at, end: next };
}

class TailPlaces {
  private readonly rows: number;
  private at: number;

  constructor(rows: number, at: number) {
    this.rows = rows;
    this.at = at;
  }

  place(bytesOf: (row: number) => number): Uint32Array {
    const places = new Uint32Array(this.rows);
    for (let row = 0; row < this.rows; row++) {
      places[row] = this.at;
      this.at += bytesOf(row);
    }
    return places;
  }
}

class ByteTail {
  length = 0;
  private readonly bytes = new Uint8Array(HEADER_FRAME_BYTES);

  add(from: Uint8Array, start: number, end: number): void {
    if (end > start) this.bytes.set(from.subarray(start, end), this.length);
    this.length += end - start;
  }

  /** Answers where it ends; begins anew. */
  writeTo(bytes: Uint8Array, at: number): number {
    bytes.set(this.bytes.subarray(0, this.length), at);
    const end = at + this.length;
    this.length = 0;
    return end;
  }
}

function writeQuoted(view: DataView, at: number, packet: QuotedPacket): void {
  const hasPorts = packet.sourcePort >= 0;
  view.setUint8(at, (packet.ipv6 ? QUOTED_IPV6 : 0) | (hasPorts ? QUOTED_HAS_PORTS : 0));
  view.setUint8(at + 1, packet.protocol);
  view.setUint16(at + 4, hasPorts ? packet.sourcePort : 0, true);
  view.setUint16(at + 6, hasPorts ? packet.destinationPort : 0, true);
  for (let word = 0; word < 8; word++) view.setUint32(at + 8 + word * 4, packet.addresses[word]!, true);
}

function readQuoted(view: DataView, at: number): QuotedPacket {
  const flags = view.getUint8(at);
  const hasPorts = (flags & QUOTED_HAS_PORTS) !== 0;
  return {
    ipv6: (flags & QUOTED_IPV6) !== 0,
    protocol: view.getUint8(at + 1),
    sourcePort: hasPorts ? view.getUint16(at + 4, true) : -1,
    destinationPort: hasPorts ? view.getUint16(at + 6, true) : -1,
    addresses: Uint32Array.from({ length: 8 }, (_, word) => view.getUint32(at + 8 + word * 4, true)),
  };
}
