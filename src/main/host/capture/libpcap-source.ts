/**
 * Live packets of one or more interfaces through libpcap, polled without blocking the event loop. Each interface's
 * packets come in their order; between interfaces the order is right within a batch, and off by the kernel's block
 * timeout at most between batches.
 */
import type { Failure, Result } from '#base/result.ts';
import { success } from '#base/result.ts';
import { MICROSECONDS_PER_MILLISECOND } from '#base/units.ts';
import { indexPcapRecords, type PcapRecordFormat } from '#main/engine/capture/pcap-records.ts';
import type {
  CaptureInterface,
  LiveCapture,
  LiveRequest,
  PacketBatch,
  PacketSource,
  SourceCounters,
  SourceEnd,
} from '#main/engine/capture/packet-source.ts';
import { RecordBatch } from '#main/engine/capture/record-batch.ts';
import { vanished } from './capture-failures.ts';
import { hostIsLittleEndian, LibpcapHandle } from './libpcap-handle.ts';
import { loadLibpcap } from './libpcap-library.ts';
import { mergeRunsByTime } from './merge-by-time.ts';
import { Pacing } from './pacing.ts';

const LIVE_BATCH_ROWS = 16_384;
const POLL_MS = 10;
/** After so many polls without a packet an empty batch is answered, so that the engine's clock can go on. */
const QUIET_POLLS = 10;
/** Drop counts are asked for every so many polls, and at the end. */
const STATISTICS_POLLS = 50;
/** The kernel hands a block over after its timeout at the latest: after so many quiet polls nothing is left in it. */
const DRAINED_POLLS = 6;
/** Memory reserved for an interface: room for many packets of the largest size. Only what is used becomes resident. */
const REGION_BYTES = 32 * 1024 * 1024;
const SMALLEST_REGION_BYTES = 4 * 1024 * 1024;
const RECORD_HEADER_BYTES = 16;

/** What libpcap says of an interface that is down for now but may come back. */
const WENT_DOWN = /went down/i;

export class LibpcapSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[];
  /** What went wrong without ending the capture, in words for the user; grows while capturing. */
  readonly limits: string[];
  readonly #handles: readonly LibpcapHandle[];
  readonly #alive: boolean[];
  readonly #formats: readonly PcapRecordFormat[];
  readonly #view: DataView;
  readonly #regionBytes: number;
  readonly #batch = new RecordBatch(LIVE_BATCH_ROWS);
  readonly #scratch = new RecordBatch(LIVE_BATCH_ROWS);
  readonly #pacing = new Pacing();
  #bytesRead = 0;
  #pollsUntilStatistics = STATISTICS_POLLS;
  #more = true;
  #end: SourceEnd | null = null;
  #pendingFailure: Failure | null = null;
  /** Set by `finish`: the time after which packets are no longer wanted. */
  #finishAt: number | null = null;
  #quietSinceFinish = 0;

  private constructor(handles: readonly LibpcapHandle[], memory: Uint8Array, regionBytes: number) {
    this.#handles = handles;
    this.#alive = handles.map(() => true);
    this.#view = new DataView(memory.buffer);
    this.#regionBytes = regionBytes;
    this.#batch.bytes = memory;
    this.limits = handles.flatMap((handle) => handle.warnings);
    this.interfaces = handles.map(({ name, linkType, snaplen }) => ({ name, linkType, snaplen }));
    this.#formats = handles.map((handle) => ({
      littleEndian: hostIsLittleEndian(),
      nanoseconds: false,
      headerBytes: RECORD_HEADER_BYTES,
      maximumRecordBytes: handle.snaplen,
      lengthsMayBeSwapped: false,
    }));
  }

  /** Opens all interfaces or none. Failures as in `LibpcapHandle.open`, or `unavailable` without libpcap. */
  static async open(request: LiveRequest): Promise<Result<LiveCapture>> {
    const library = await loadLibpcap();
    if (!library.ok) return library;
    const names = [...new Set(request.interfaces)];
    const perInterface = Math.max(SMALLEST_REGION_BYTES, Math.floor(REGION_BYTES / names.length));
    const memory = new Uint8Array(perInterface * names.length);
    const handles: LibpcapHandle[] = [];
    for (const [index, name] of names.entries()) {
      const region = memory.subarray(index * perInterface, (index + 1) * perInterface);
      const opened = LibpcapHandle.open(library.value, name, request, region);
      if (!opened.ok) {
        for (const handle of handles) handle.close();
        return opened;
      }
      handles.push(opened.value);
    }
    const source = new LibpcapSource(handles, memory, perInterface);
    return success({ source, backend: 'libpcap', limits: source.limits });
  }

  async next(): Promise<PacketBatch | SourceEnd> {
    for (let quietPolls = 0; ; quietPolls++) {
      if (this.#end !== null) return this.#end;
      if (this.#pendingFailure !== null) return this.#finished(this.#pendingFailure);
      await this.#pacing.wait(this.#more ? 0 : POLL_MS);
      if (this.#end !== null) return this.#end;
      this.#poll();
      if (this.#batch.count > 0) return this.#beforeFinish();
      if (this.#finishAt !== null && ++this.#quietSinceFinish >= DRAINED_POLLS) return this.#finished(null);
      if (quietPolls >= QUIET_POLLS) return this.#batch;
    }
  }

  finish(): void {
    // The clock counts whole milliseconds: what happened within the present one was before.
    this.#finishAt ??= (Date.now() + 1) * MICROSECONDS_PER_MILLISECOND;
    this.#pacing.wake();
  }

  counters(): SourceCounters {
    return {
      kernelDrops: this.#handles.reduce((sum, handle) => sum + handle.kernelDrops, 0),
      interfaceDrops: this.#handles.reduce((sum, handle) => sum + handle.interfaceDrops, 0),
      bytesRead: this.#bytesRead,
      bytesTotal: null,
    };
  }

  close(): Promise<void> {
    this.#finished(null);
    return Promise.resolve();
  }

  #poll(): void {
    const batch = this.#batch;
    const rows = Math.floor(batch.capacity / this.#handles.length);
    const runEnds: number[] = [];
    batch.count = 0;
    this.#more = false;
    for (const [id, handle] of this.#handles.entries()) {
      if (this.#alive[id] !== true) continue;
      const { end, more, error } = handle.poll(rows);
      if (more) this.#more = true;
      const start = id * this.#regionBytes;
      indexPcapRecords(this.#view, start, start + end, this.#formats[id]!, id, batch);
      this.#bytesRead += end;
      runEnds.push(batch.count);
      if (error !== null) this.#lost(id, error);
    }
    mergeRunsByTime(batch, runEnds, this.#scratch);
    if (--this.#pollsUntilStatistics === 0) this.#updateStatistics();
  }

  /** An interface that is gone ends the capture only if it was the last one. */
  #lost(id: number, reason: string): void {
    const handle = this.#handles[id]!;
    if (WENT_DOWN.test(reason)) {
      const note = `${handle.name} went down while capturing`;
      if (!this.limits.includes(note)) this.limits.push(note);
      return;
    }
    this.#alive[id] = false;
    const { failure } = vanished(handle.name, reason);
    handle.close();
    if (this.#alive.includes(true)) this.limits.push(`${failure.message}; the other interfaces go on`);
    else this.#pendingFailure = failure;
  }

  /** Once finishing, nothing that happened afterwards is wanted; when only that is left, the source ends. */
  #beforeFinish(): PacketBatch | SourceEnd {
    const batch = this.#batch;
    const limit = this.#finishAt;
    if (limit === null) return batch;
    this.#quietSinceFinish = 0;
    let kept = 0;
    while (kept < batch.count && batch.times[kept]! <= limit) kept++;
    if (kept === batch.count) return batch;
    batch.count = kept;
    const end = this.#more && kept > 0 ? null : this.#finished(null);
    return kept > 0 || end === null ? batch : end;
  }

  #updateStatistics(): void {
    this.#pollsUntilStatistics = STATISTICS_POLLS;
    for (const [id, handle] of this.#handles.entries()) if (this.#alive[id] === true) handle.updateStatistics();
  }

  #finished(failure: Failure | null): SourceEnd {
    if (this.#end !== null) return this.#end;
    this.#end = { end: true, failure };
    for (const handle of this.#handles) handle.close();
    this.#pacing.wake();
    return this.#end;
  }
}
