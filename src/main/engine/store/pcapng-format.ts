/**
 * Packets as a capture file (draft-ietf-opsawg-pcapng §4): one section in little-endian, one interface description for each
 * interface, times in microseconds, and of each packet a comment that says whose it is.
 */
import type { ByteText } from '#base/byte-text.ts';
import type { RowFormat } from './export-format.ts';

export interface PcapngFrame {
  /** Position in `interfaces`. */
  readonly interfaceId: number;
  /** Microseconds since the epoch. */
  readonly time: number;
  readonly wireLength: number;
  /** Lent for the call. */
  readonly bytes: Uint8Array;
  readonly comment: string;
}

export interface PcapngSource {
  readonly interfaces: readonly { readonly name: string; readonly linkType: number }[];
  /** Null: the bytes are no longer held. */
  frame(index: number): PcapngFrame | null;
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Of options: §3.5, §4.1, §4.2. */
const OPTION_END = 0;
const OPTION_COMMENT = 1;
const OPTION_INTERFACE_NAME = 2;
const OPTION_APPLICATION = 4;
const OPTION_TIME_RESOLUTION = 9;
const MICROSECONDS = 6;
/** Type, length, and the length again. */
const BLOCK_OVERHEAD = 12;
const TWO_TO_32 = 4_294_967_296;

const encoder = new TextEncoder();

export function pcapngFormat({ interfaces, frame }: PcapngSource): RowFormat {
  return {
    writeHead(out) {
      const application = option(OPTION_APPLICATION, encoder.encode('Netloupe'));
      const section = new BlockBody(16);
      section.u32(BYTE_ORDER_MAGIC);
      section.u16(1); // version 1.0
      section.u16(0);
      section.u32(0xffff_ffff); // the section's length is not known
      section.u32(0xffff_ffff);
      writeBlock(out, SECTION_HEADER, [section.bytes, application, END_OF_OPTIONS]);
      for (const { name, linkType } of interfaces) {
        const described = new BlockBody(8);
        described.u16(linkType);
        described.u16(0);
        described.u32(0); // no limit to what was kept of a packet
        const named = name === '' ? [] : [option(OPTION_INTERFACE_NAME, encoder.encode(name))];
        const resolution = option(OPTION_TIME_RESOLUTION, Uint8Array.of(MICROSECONDS));
        writeBlock(out, INTERFACE_DESCRIPTION, [described.bytes, ...named, resolution, END_OF_OPTIONS]);
      }
    },
    write(index, out) {
      const found = frame(index);
      if (found === null) return false;
      writePacket(out, found);
      return true;
    },
  };
}

function writePacket(out: ByteText, { interfaceId, time, wireLength, bytes, comment }: PcapngFrame): void {
  const at = Math.max(0, Math.floor(time));
  const head = new BlockBody(20);
  head.u32(interfaceId);
  head.u32(Math.floor(at / TWO_TO_32));
  head.u32(at % TWO_TO_32);
  head.u32(bytes.length);
  head.u32(wireLength);
  const options = comment === '' ? [] : [option(OPTION_COMMENT, encoder.encode(comment)), END_OF_OPTIONS];
  writeBlock(out, ENHANCED_PACKET, [head.bytes, bytes, ...options]);
}

/** Each part is filled up to a multiple of four bytes. */
function writeBlock(out: ByteText, type: number, parts: readonly Uint8Array[]): void {
  const length = BLOCK_OVERHEAD + parts.reduce((sum, part) => sum + padded(part.length), 0);
  out.reserve(length);
  const { bytes } = out;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = out.length;
  view.setUint32(at, type, true);
  view.setUint32(at + 4, length, true);
  at += 8;
  for (const part of parts) {
    bytes.set(part, at);
    bytes.fill(0, at + part.length, at + padded(part.length));
    at += padded(part.length);
  }
  view.setUint32(at, length, true);
  out.length = at + 4;
}

function option(code: number, value: Uint8Array): Uint8Array {
  const body = new BlockBody(4 + padded(value.length));
  body.u16(code);
  body.u16(value.length);
  body.bytes.set(value, 4);
  return body.bytes;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Numbers in little-endian, one after the other. */
class BlockBody {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  u16(value: number): void {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  u32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }
}

const END_OF_OPTIONS: Uint8Array = option(OPTION_END, new Uint8Array(0));
