/**
 * Packet logs on their way into plugin processes: columns of numbers in one run of bytes, little-endian, made once for all
 * plugins. Text is made where it is wanted, in the plugin's process, so that capture never pays for it.
 *
 *     0   u32  magic
 *     4   u16  version        6  u16  rows
 *     8   u32  bytes of the tail
 *     12  4 B  seed of session ids
 *     16  f64  number of the first row since the feed began
 *     24  columns one after the other, `rows` values each: time f64 · sessionSerial f64 · sessionStart f64 ·
 *         addresses 8 × u32 · length u32 · sourcePort u16 · destinationPort u16 · interface u16 · name u16 (0: none) ·
 *         protocol u8 · state u8 · flags u8 · filter u8
 *         tail: JSON in UTF-8, {"interfaces": [...], "names": [...]}: what `interface` and (from 1) `name` count into
 *
 * A frame stays below 60,000 bytes: Electron moves larger messages through shared memory at ten times the cost.
 */
import { assert } from '#base/assert.ts';

export const FRAME_ROWS = 512;
/** Names of one frame together, characters: with the most rows a frame still stays below its limit. */
export const FRAME_NAME_CHARACTERS = 6000;

export const ROW_IPV6 = 1;
/** From the responder to the initiator. */
export const ROW_IN = 2;
export const ROW_HAS_PORTS = 4;

const MAGIC = 0x46_50_4c_4e; // "NLPF"
const VERSION = 1;
const HEADER_BYTES = 24;
const SEED_AT = 12;
const ROW_BYTES = 8 * 3 + 32 + 4 + 2 * 4 + 4;

/** Columns that a frame is made of; those that hold packet logs in the engine have this shape. */
export interface FrameColumns {
  readonly time: Float64Array;
  readonly sessionSerial: Float64Array;
  readonly sessionStart: Float64Array;
  readonly addresses: Uint32Array;
  readonly length: Uint32Array;
  /** -1 where there is none. */
  readonly sourcePort: Int32Array;
  readonly destinationPort: Int32Array;
  readonly interfaceId: Uint16Array;
  readonly protocol: Uint8Array;
  readonly state: Uint8Array;
  /** 0: from the initiator. */
  readonly direction: Uint8Array;
  readonly ipv6: Uint8Array;
  readonly filter: readonly (string | undefined)[];
  readonly name: readonly (string | undefined)[];
}

export interface FrameHead {
  /** Four bytes. */
  readonly seed: Uint8Array;
  /** Number of the first row since the feed began. */
  readonly first: number;
  /** Names of interfaces by id. */
  readonly interfaces: readonly string[];
  /** Payload filters in the order that `filter` counts (from 1). */
  readonly filters: readonly string[];
}

/** Offsets of the columns of a frame with this many rows. */
function columnsAt(rows: number): Readonly<Record<ColumnName, number>> {
  const times = HEADER_BYTES;
  const words = times + rows * 24;
  const shorts = words + rows * 36;
  const bytes = shorts + rows * 8;
  return {
    time: times,
    sessionSerial: times + rows * 8,
    sessionStart: times + rows * 16,
    addresses: words,
    length: words + rows * 32,
    sourcePort: shorts,
    destinationPort: shorts + rows * 2,
    interfaceId: shorts + rows * 4,
    name: shorts + rows * 6,
    protocol: bytes,
    state: bytes + rows,
    flags: bytes + rows * 2,
    filter: bytes + rows * 3,
  };
}
type ColumnName =
  | 'time'
  | 'sessionSerial'
  | 'sessionStart'
  | 'addresses'
  | 'length'
  | 'sourcePort'
  | 'destinationPort'
  | 'interfaceId'
  | 'name'
  | 'protocol'
  | 'state'
  | 'flags'
  | 'filter';

const encoder = new TextEncoder();

/** The first `rows` rows (1 … FRAME_ROWS) as a frame in bytes of its own. */
export function encodePacketFrame(columns: FrameColumns, rows: number, head: FrameHead): Uint8Array {
  assert(rows > 0 && rows <= FRAME_ROWS, `a frame of ${rows} rows`);
  const names: string[] = [];
  for (let row = 0; row < rows; row++) if (columns.name[row] !== undefined) names.push(columns.name[row]!);
  const tail = encoder.encode(JSON.stringify({ interfaces: head.interfaces, names }));
  const at = columnsAt(rows);
  const bodyEnd = HEADER_BYTES + rows * ROW_BYTES;
  const bytes = new Uint8Array(bodyEnd + tail.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, rows, true);
  view.setUint32(8, tail.length, true);
  bytes.set(head.seed.subarray(0, 4), SEED_AT);
  view.setFloat64(16, head.first, true);
  const doubles = new Float64Array(bytes.buffer, at.time, rows * 3);
  doubles.set(columns.time.subarray(0, rows), 0);
  doubles.set(columns.sessionSerial.subarray(0, rows), rows);
  doubles.set(columns.sessionStart.subarray(0, rows), rows * 2);
  const words = new Uint32Array(bytes.buffer, at.addresses, rows * 9);
  words.set(columns.addresses.subarray(0, rows * 8), 0);
  words.set(columns.length.subarray(0, rows), rows * 8);
  const shorts = new Uint16Array(bytes.buffer, at.sourcePort, rows * 4);
  let name = 0;
  for (let row = 0; row < rows; row++) {
    const sourcePort = columns.sourcePort[row]!;
    const hasName = columns.name[row] !== undefined;
    shorts[row] = sourcePort < 0 ? 0 : sourcePort;
    shorts[rows + row] = sourcePort < 0 ? 0 : columns.destinationPort[row]!;
    shorts[rows * 2 + row] = columns.interfaceId[row]!;
    if (hasName) shorts[rows * 3 + row] = ++name;
    bytes[at.protocol + row] = columns.protocol[row]!;
    bytes[at.state + row] = columns.state[row]!;
    bytes[at.flags + row] =
      (columns.ipv6[row]! === 0 ? 0 : ROW_IPV6) |
      (columns.direction[row]! === 0 ? 0 : ROW_IN) |
      (sourcePort < 0 ? 0 : ROW_HAS_PORTS);
    bytes[at.filter + row] = hasName ? head.filters.indexOf(columns.filter[row]!) + 1 : 0;
  }
  bytes.set(tail, bodyEnd);
  return bytes;
}

/** A frame's columns as views over its bytes. `bytes` is copied first where it does not begin on an 8-byte border. */
export class PacketFrame {
  readonly rows: number;
  readonly first: number;
  readonly seed: Uint8Array;
  readonly time: Float64Array;
  readonly sessionSerial: Float64Array;
  readonly sessionStart: Float64Array;
  readonly addresses: Uint32Array;
  readonly length: Uint32Array;
  readonly sourcePort: Uint16Array;
  readonly destinationPort: Uint16Array;
  readonly interfaceId: Uint16Array;
  readonly name: Uint16Array;
  readonly protocol: Uint8Array;
  readonly state: Uint8Array;
  readonly flags: Uint8Array;
  readonly filter: Uint8Array;
  readonly interfaces: readonly string[];
  readonly names: readonly string[];

  /** Throws where `given` is no frame: the engine that makes them is trusted. */
  constructor(given: Uint8Array) {
    // Not `slice`, which copies nothing where it is a Buffer of Node.
    const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given);
    const { buffer, byteOffset } = bytes;
    const view = new DataView(buffer, byteOffset, bytes.length);
    assert(view.getUint32(0, true) === MAGIC && view.getUint16(4, true) === VERSION, 'a packet frame of version 1');
    const rows = view.getUint16(6, true);
    const tailBytes = view.getUint32(8, true);
    const at = columnsAt(rows);
    const bodyEnd = HEADER_BYTES + rows * ROW_BYTES;
    assert(bytes.length === bodyEnd + tailBytes, 'a packet frame of the length that it says');
    this.rows = rows;
    this.seed = bytes.subarray(SEED_AT, SEED_AT + 4);
    this.first = view.getFloat64(16, true);
    this.time = new Float64Array(buffer, byteOffset + at.time, rows);
    this.sessionSerial = new Float64Array(buffer, byteOffset + at.sessionSerial, rows);
    this.sessionStart = new Float64Array(buffer, byteOffset + at.sessionStart, rows);
    this.addresses = new Uint32Array(buffer, byteOffset + at.addresses, rows * 8);
    this.length = new Uint32Array(buffer, byteOffset + at.length, rows);
    this.sourcePort = new Uint16Array(buffer, byteOffset + at.sourcePort, rows);
    this.destinationPort = new Uint16Array(buffer, byteOffset + at.destinationPort, rows);
    this.interfaceId = new Uint16Array(buffer, byteOffset + at.interfaceId, rows);
    this.name = new Uint16Array(buffer, byteOffset + at.name, rows);
    this.protocol = bytes.subarray(at.protocol, at.protocol + rows);
    this.state = bytes.subarray(at.state, at.state + rows);
    this.flags = bytes.subarray(at.flags, at.flags + rows);
    this.filter = bytes.subarray(at.filter, at.filter + rows);
    const tail = JSON.parse(new TextDecoder().decode(bytes.subarray(bodyEnd))) as {
      readonly interfaces: readonly string[];
      readonly names: readonly string[];
    };
    this.interfaces = tail.interfaces;
    this.names = tail.names;
  }
}
