/**
 * A live interface on which packets come at a rate, whether anybody listens or not: what is not fetched in time is overwritten
 * in a ring of limited size and counted as dropped, as a kernel does it.
 */
import type {
  CaptureInterface,
  PacketBatch,
  PacketSource,
  SourceCounters,
  SourceEnd,
} from '#main/engine/capture/packet-source.ts';
import { RecordBatch } from '#main/engine/capture/record-batch.ts';

export interface BusyOptions {
  /** Packets a second. */
  readonly rate: number;
  /** Packets that the ring holds. */
  readonly ring: number;
}

const BATCH_ROWS = 256;
const POLL_MS = 10;

export class BusyInterface implements PacketSource {
  readonly interfaces: readonly CaptureInterface[] = [{ name: 'busy0', linkType: 1, snaplen: 65_535 }];
  readonly #frameOf: (number: number) => Uint8Array;
  readonly #options: BusyOptions;
  readonly #batch: RecordBatch = new RecordBatch(BATCH_ROWS);
  readonly #began: number = performance.now();
  readonly #beganUs: number = Date.now() * 1000;
  /** How many packets there were on the wire when it was fetched last, of which `drops` were lost and the rest delivered. */
  #next = 0;
  #drops = 0;
  #ended = false;

  /** `frameOf`: the packet of this number, from 0. */
  constructor(frameOf: (number: number) => Uint8Array, options: BusyOptions) {
    this.#frameOf = frameOf;
    this.#options = options;
  }

  /** Packets that were delivered. */
  get delivered(): number {
    return this.#next - this.#drops;
  }

  async next(): Promise<PacketBatch | SourceEnd> {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (this.#ended) return { end: true, failure: null };
    const { rate, ring } = this.#options;
    const onWire = Math.floor(((performance.now() - this.#began) / 1000) * rate);
    const lost = Math.max(0, onWire - this.#next - ring);
    this.#drops += lost;
    this.#next += lost;
    return this.#fetch(Math.min(onWire - this.#next, BATCH_ROWS));
  }

  counters(): SourceCounters {
    return { kernelDrops: this.#drops, interfaceDrops: 0, bytesRead: 0, bytesTotal: null };
  }

  finish(): void {
    this.#ended = true;
  }

  close(): Promise<void> {
    this.finish();
    return Promise.resolve();
  }

  #fetch(count: number): PacketBatch {
    const batch = this.#batch;
    const frames = Array.from({ length: count }, (_, i) => this.#frameOf(this.#next + i));
    batch.bytes = Buffer.concat(frames);
    batch.count = 0;
    let at = 0;
    for (const frame of frames) {
      const row = batch.count++;
      batch.offsets[row] = at;
      batch.capturedLengths[row] = frame.length;
      batch.wireLengths[row] = frame.length;
      batch.times[row] = this.#beganUs + (this.#next / this.#options.rate) * 1_000_000;
      batch.interfaceIds[row] = 0;
      this.#next += 1;
      at += frame.length;
    }
    return batch;
  }
}
