/** A source over frames in memory: tests, benchmarks and demonstrations build captures with it. */
import type { Failure } from '#base/result.ts';
import type { Microseconds } from '#base/units.ts';
import type { CaptureInterface, PacketBatch, PacketSource, SourceCounters, SourceEnd } from './packet-source.ts';
import { RecordBatch } from './record-batch.ts';

export interface SyntheticFrame {
  readonly time: Microseconds;
  readonly bytes: Uint8Array;
  /** Default: as long as what was captured. */
  readonly wireLength?: number;
  /** Default: 0. */
  readonly interfaceId?: number;
}

export interface SyntheticOptions {
  /** Default: one Ethernet interface without a name. */
  readonly interfaces?: readonly CaptureInterface[];
  readonly batchRows?: number;
  /** What the source ends with; default null, a clean end. */
  readonly failure?: Failure | null;
}

const LINK_TYPE_ETHERNET = 1;
const DEFAULT_SNAPLEN = 262_144;
const DEFAULT_ROWS = 64;

export class SyntheticSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[];
  readonly #frames: readonly SyntheticFrame[];
  readonly #batch: RecordBatch;
  readonly #failure: Failure | null;
  #position = 0;
  #closed = false;

  constructor(frames: readonly SyntheticFrame[], options: SyntheticOptions = {}) {
    this.interfaces = options.interfaces ?? [{ name: '', linkType: LINK_TYPE_ETHERNET, snaplen: DEFAULT_SNAPLEN }];
    this.#frames = frames;
    this.#batch = new RecordBatch(options.batchRows ?? DEFAULT_ROWS);
    this.#failure = options.failure ?? null;
  }

  next(): PacketBatch | SourceEnd {
    if (this.#closed) return { end: true, failure: null };
    const frames = this.#frames.slice(this.#position, this.#position + this.#batch.capacity);
    if (frames.length === 0) return { end: true, failure: this.#failure };
    this.#position += frames.length;
    const batch = this.#batch;
    batch.bytes = new Uint8Array(frames.reduce((sum, frame) => sum + frame.bytes.length, 0));
    batch.count = 0;
    let at = 0;
    for (const frame of frames) {
      const row = batch.count++;
      batch.bytes.set(frame.bytes, at);
      batch.offsets[row] = at;
      batch.capturedLengths[row] = frame.bytes.length;
      batch.wireLengths[row] = Math.max(frame.wireLength ?? 0, frame.bytes.length);
      batch.times[row] = frame.time;
      batch.interfaceIds[row] = frame.interfaceId ?? 0;
      at += frame.bytes.length;
    }
    return batch;
  }

  counters(): SourceCounters {
    return { kernelDrops: 0, interfaceDrops: 0, bytesRead: this.#position, bytesTotal: this.#frames.length };
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}
