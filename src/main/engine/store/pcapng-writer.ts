/**
 * Blocks of a capture file (draft-ietf-opsawg-pcapng §3, §4): little-endian, times in microseconds. What does not fit into an option (64 KiB)
 * is cut at a character.
 */
import type { ByteText } from '#base/byte-text.ts';
import { visibleText } from '#base/visible-text.ts';

export interface PcapngSection {
  /** Who wrote it. */
  readonly application: string;
  readonly comments: readonly string[];
}

export interface PcapngInterface {
  readonly name: string;
  /** LINKTYPE_ value. */
  readonly linkType: number;
  /** pcap-filter(7) expression that packets had to pass; null: none, or none that is known. */
  readonly filter: string | null;
}

export interface PcapngPacket {
  /** Position among the section's interfaces. */
  readonly interfaceId: number;
  /** Microseconds since the epoch. */
  readonly time: number;
  readonly wireLength: number;
  /** Lent for the call. */
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

export interface PcapngName {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly name: string;
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const NAME_RESOLUTION = 4;
export const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Of options: §3.5, §4.1, §4.2. */
const OPTION_END = 0;
const OPTION_COMMENT = 1;
const OPTION_INTERFACE_NAME = 2;
const OPTION_APPLICATION = 4;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_FILTER = 11;
/** Of a filter: the text of libpcap, and not its byte code. */
const FILTER_TEXT = 0;
const MICROSECONDS = 6;
/** Of name records: §4.5. */
const RECORD_END = 0;
const RECORD_IPV4 = 1;
const RECORD_IPV6 = 2;
/** Type, length, and the length again. */
export const BLOCK_OVERHEAD = 12;
/** In front of a packet's bytes, inside the block. */
export const PACKET_HEAD_BYTES = 20;
export const TWO_TO_32 = 4_294_967_296;
const LONGEST_OPTION = 65_535;

const encoder = new TextEncoder();

export function writeSection(out: ByteText, { application, comments }: PcapngSection): void {
  const section = new BlockBody(16);
  section.u32(BYTE_ORDER_MAGIC);
  section.u16(1); // version 1.0
  section.u16(0);
  section.u32(0xffff_ffff); // the section's length is not known
  section.u32(0xffff_ffff);
  const written = option(OPTION_APPLICATION, encoder.encode(application));
  writeBlock(out, SECTION_HEADER, [section.bytes, ...comments.map(commentOption), written, END_OF_OPTIONS]);
}

export function writeInterface(out: ByteText, { name, linkType, filter }: PcapngInterface): void {
  const described = new BlockBody(8);
  described.u16(linkType);
  described.u16(0);
  described.u32(0); // no limit to what was kept of a packet
  const options = name === '' ? [] : [option(OPTION_INTERFACE_NAME, encoder.encode(name))];
  options.push(option(OPTION_TIME_RESOLUTION, Uint8Array.of(MICROSECONDS)));
  if (filter !== null) {
    options.push(option(OPTION_FILTER, Uint8Array.of(FILTER_TEXT, ...encoder.encode(filter).subarray(0, 32_768))));
  }
  writeBlock(out, INTERFACE_DESCRIPTION, [described.bytes, ...options, END_OF_OPTIONS]);
}

export function writePacket(out: ByteText, { interfaceId, time, wireLength, bytes, comments }: PcapngPacket): void {
  const at = Math.max(0, Math.floor(time));
  const head = new BlockBody(PACKET_HEAD_BYTES);
  head.u32(interfaceId);
  head.u32(Math.floor(at / TWO_TO_32));
  head.u32(at % TWO_TO_32);
  head.u32(bytes.length);
  head.u32(wireLength);
  const options = comments.length === 0 ? [] : [...comments.map(commentOption), END_OF_OPTIONS];
  writeBlock(out, ENHANCED_PACKET, [head.bytes, bytes, ...options]);
}

/** Names hold from their block on, so it stands before the packets that they are about. */
export function writeNames(out: ByteText, names: readonly PcapngName[]): void {
  if (names.length === 0) return;
  const records = names.map(({ address, name }) => {
    // Ended by a zero octet, and shown by other programs in place of the address.
    const text = encoder.encode(visibleText(name));
    const value = new Uint8Array(address.length + text.length + 1);
    value.set(address);
    value.set(text, address.length);
    return option(address.length === 4 ? RECORD_IPV4 : RECORD_IPV6, value);
  });
  writeBlock(out, NAME_RESOLUTION, [...records, option(RECORD_END, new Uint8Array(0))]);
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

/** Read by people, in other programs. */
function commentOption(text: string): Uint8Array {
  const bytes = encoder.encode(visibleText(text, '\n'));
  let end = Math.min(bytes.length, LONGEST_OPTION);
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
  return option(OPTION_COMMENT, bytes.subarray(0, end));
}

function option(code: number, value: Uint8Array): Uint8Array {
  const body = new BlockBody(4 + padded(value.length));
  body.u16(code);
  body.u16(value.length);
  body.bytes.set(value, 4);
  return body.bytes;
}

export function padded(length: number): number {
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
