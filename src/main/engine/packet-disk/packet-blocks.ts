/**
 * Packets of a live capture as blocks of a capture file, on their way to the disk: one copy into a buffer of a bounded number of them. What finds no
 * room is lost and counted; capture never waits.
 */
import { ByteText } from '#base/byte-text.ts';
import type { PacketBatch } from '#main/engine/capture/packet-source.ts';
import {
  BLOCK_OVERHEAD,
  ENHANCED_PACKET,
  PACKET_HEAD_BYTES,
  padded,
  TWO_TO_32,
  writeInterface,
  type PcapngInterface,
} from '#main/engine/store/pcapng-writer.ts';

/** Holds the largest packet there is, with what goes around it. */
export const CHUNK_BYTES: number = 512 * 1024;
/** On their way to the disk at once. */
export const MOST_CHUNKS = 32;

/** Whole blocks. */
export interface Chunk {
  readonly capture: DescribedCapture;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  length: number;
  packets: number;
  firstUs: number;
  lastUs: number;
  /** Interfaces that were described before it. */
  readonly interfaces: number;
}

export interface DescribedCapture {
  /** Describes the interfaces from the one with this id on. */
  interfacesFrom(id: number): readonly PcapngInterface[];
}

export interface ChunkPool {
  /** Null: all are on their way. */
  take(): Uint8Array | null;
  /** In the order of the capture; it comes back to the pool by itself. */
  hand(chunk: Chunk): void;
  lost(packets: number): void;
}

export class PacketBlocks {
  readonly #capture: DescribedCapture;
  readonly #pool: ChunkPool;
  #chunk: Chunk | null = null;
  #described = 0;

  constructor(capture: DescribedCapture, pool: ChunkPool) {
    this.#capture = capture;
    this.#pool = pool;
  }

  /** Rows `from` to `to`; `ids`: of the capture's interfaces, by the source's. */
  take(batch: PacketBatch, from: number, to: number, ids: readonly number[]): void {
    const { bytes, offsets, capturedLengths, wireLengths, times, interfaceIds } = batch;
    for (let row = from; row < to; row++) {
      const length = capturedLengths[row]!;
      const size = BLOCK_OVERHEAD + PACKET_HEAD_BYTES + padded(length);
      const id = ids[interfaceIds[row]!]!;
      const chunk = id < this.#described ? this.#room(size) : this.#describe(id) ? this.#room(size) : null;
      if (chunk === null) {
        this.#pool.lost(1);
        continue;
      }
      const time = Math.max(0, Math.floor(times[row]!));
      const { view } = chunk;
      const at = chunk.length;
      view.setUint32(at, ENHANCED_PACKET, true);
      view.setUint32(at + 4, size, true);
      view.setUint32(at + 8, id, true);
      view.setUint32(at + 12, Math.floor(time / TWO_TO_32), true);
      view.setUint32(at + 16, time % TWO_TO_32, true);
      view.setUint32(at + 20, length, true);
      view.setUint32(at + 24, wireLengths[row]!, true);
      const offset = offsets[row]!;
      chunk.bytes.set(bytes.subarray(offset, offset + length), at + 28);
      for (let pad = at + 28 + length; pad < at + size - 4; pad++) chunk.bytes[pad] = 0;
      view.setUint32(at + size - 4, size, true);
      chunk.length = at + size;
      chunk.packets++;
      if (time < chunk.firstUs) chunk.firstUs = time;
      if (time > chunk.lastUs) chunk.lastUs = time;
    }
  }

  /** What there is goes to the disk now. */
  handOn(): void {
    const chunk = this.#chunk;
    if (chunk === null) return;
    this.#chunk = null;
    this.#pool.hand(chunk);
  }

  #room(size: number): Chunk | null {
    if (this.#chunk !== null && this.#chunk.length + size > CHUNK_BYTES) this.handOn();
    if (size > CHUNK_BYTES) return null;
    if (this.#chunk !== null) return this.#chunk;
    const bytes = this.#pool.take();
    if (bytes === null) return null;
    this.#chunk = {
      capture: this.#capture,
      bytes,
      view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      length: 0,
      packets: 0,
      firstUs: Number.POSITIVE_INFINITY,
      lastUs: Number.NEGATIVE_INFINITY,
      interfaces: this.#described,
    };
    return this.#chunk;
  }

  /** The interfaces up to this one, as blocks in front of their packets. */
  #describe(id: number): boolean {
    for (const described of this.#capture.interfacesFrom(this.#described)) {
      const out = new ByteText();
      writeInterface(out, described);
      const chunk = this.#room(out.length);
      if (chunk === null) return false;
      chunk.bytes.set(out.written(), chunk.length);
      chunk.length += out.length;
      this.#described++;
    }
    return id < this.#described;
  }
}
