/** For tests of this folder: captures built byte by byte, and byte sources that answer them in awkward pieces. */
import { success, type Result } from '#base/result.ts';
import type { ByteSource, PacketSource, SourceEnd } from './packet-source.ts';

/** Answers at most `pieceBytes` a read; asynchronously where `later` is true. */
export class PieceBytes implements ByteSource {
  position: number = 0;
  readonly size: number;
  closed: boolean = false;
  readonly #bytes: Uint8Array;
  readonly #pieceBytes: number;
  readonly #later: boolean;

  constructor(bytes: Uint8Array, pieceBytes: number = Number.MAX_SAFE_INTEGER, later: boolean = false) {
    this.#bytes = bytes;
    this.size = bytes.length;
    this.#pieceBytes = pieceBytes;
    this.#later = later;
  }

  read(into: Uint8Array): Result<number> | Promise<Result<number>> {
    const count = Math.min(into.length, this.#pieceBytes, this.#bytes.length - this.position);
    into.set(this.#bytes.subarray(this.position, this.position + count));
    this.position += count;
    return this.#later ? Promise.resolve(success(count)) : success(count);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

export interface SeenPacket {
  readonly time: number;
  readonly interfaceId: number;
  readonly bytes: string;
  readonly wireLength: number;
}

/** Reads a source to its end; bytes as hexadecimal text. */
export async function drain(source: PacketSource): Promise<{ packets: SeenPacket[]; end: SourceEnd }> {
  const packets: SeenPacket[] = [];
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) return { packets, end: batch };
    for (let row = 0; row < batch.count; row++) {
      const offset = batch.offsets[row] ?? 0;
      packets.push({
        time: batch.times[row] ?? 0,
        interfaceId: batch.interfaceIds[row] ?? 0,
        bytes: hex(batch.bytes.subarray(offset, offset + (batch.capturedLengths[row] ?? 0))),
        wireLength: batch.wireLengths[row] ?? 0,
      });
    }
  }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function concatenated(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

/** Writes numbers in one byte order: `u16`, `u32` and so on answer their bytes. */
export class ByteOrder {
  readonly little: boolean;

  constructor(little: boolean) {
    this.little = little;
  }

  u16(value: number): Uint8Array {
    const bytes = new Uint8Array(2);
    new DataView(bytes.buffer).setUint16(0, value, this.little);
    return bytes;
  }

  u32(value: number): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, this.little);
    return bytes;
  }

  u64(value: bigint): Uint8Array {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, this.little);
    return bytes;
  }

  pcapHeader(
    options: { magic?: number; minor?: number; major?: number; snaplen?: number; linkType?: number } = {},
  ): Uint8Array {
    return concatenated(
      this.u32(options.magic ?? 0xa1b2c3d4),
      this.u16(options.major ?? 2),
      this.u16(options.minor ?? 4),
      this.u32(0),
      this.u32(0),
      this.u32(options.snaplen ?? 65_535),
      this.u32(options.linkType ?? 1),
    );
  }

  pcapRecord(seconds: number, fraction: number, data: readonly number[], wireLength: number = data.length): Uint8Array {
    return concatenated(this.u32(seconds), this.u32(fraction), this.u32(data.length), this.u32(wireLength), data);
  }

  /** A pcapng block around its body, padded. */
  block(type: number, ...body: readonly (Uint8Array | readonly number[])[]): Uint8Array {
    const joined = concatenated(...body);
    const padding = new Uint8Array((4 - (joined.length % 4)) % 4);
    const length = this.u32(12 + joined.length + padding.length);
    return concatenated(this.u32(type), length, joined, padding, length);
  }

  section(options: { major?: number; minor?: number } = {}): Uint8Array {
    const version = concatenated(this.u16(options.major ?? 1), this.u16(options.minor ?? 0));
    return this.block(0x0a0d0d0a, this.u32(0x1a2b3c4d), version, this.u64(0xffff_ffff_ffff_ffffn));
  }

  option(code: number, value: readonly number[] | Uint8Array): Uint8Array {
    const padding = new Uint8Array((4 - (value.length % 4)) % 4);
    return concatenated(this.u16(code), this.u16(value.length), value, padding);
  }

  interfaceBlock(linkType: number, snaplen: number, ...options: readonly Uint8Array[]): Uint8Array {
    return this.block(1, this.u16(linkType), this.u16(0), this.u32(snaplen), ...options);
  }

  enhancedPacket(
    interfaceId: number,
    time: bigint,
    data: readonly number[],
    wireLength: number = data.length,
  ): Uint8Array {
    const [high, low] = [Number(time >> 32n), Number(time & 0xffff_ffffn)];
    const lengths = concatenated(this.u32(data.length), this.u32(wireLength));
    return this.block(6, this.u32(interfaceId), this.u32(high), this.u32(low), lengths, data);
  }
}

export const LITTLE: ByteOrder = new ByteOrder(true);
export const BIG: ByteOrder = new ByteOrder(false);
