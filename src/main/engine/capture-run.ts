/**
 * The loop that everything hangs on: batches from a source, decoded, into the flow table. It lets others run every few
 * milliseconds, and does nothing per packet but what is in this file.
 */
import { failure, type Failure } from '#base/result.ts';
import type { CaptureCounters } from './capture-counters.ts';
import type { CaptureInterfaces } from './capture-interfaces.ts';
import type { PacketBatch, PacketSource } from './capture/packet-source.ts';
import { decodeFrame } from './decode/frame.ts';
import { isSupportedLinkType, linkTypeName, SUPPORTED_LINK_TYPES } from './decode/link-types.ts';
import { DecodedPacket, KIND_NON_IP, KIND_SESSION } from './decode/packet.ts';
import type { Clock } from './store/ports.ts';

/** Longest stretch of work between two turns of the event loop. */
const SLICE_MS = 8;
/** Packets between two looks at the clock inside a batch. */
const STRIDE = 1024;
const LIVE_TICK_MS = 1000;

/** Where decoded packets (KIND_SESSION) go: the flow table, or observers. */
export interface PacketTaker {
  ingest(packet: DecodedPacket): void;
  /** Time goes on without packets; microseconds since the epoch. */
  advance(nowUs: number): void;
}

/** Where frames are kept; `FrameRing` says more. */
export interface FrameKeeper {
  beginBatch(): void;
  keep(bytes: Uint8Array, at: number, length: number, end: number): number;
}

export interface CaptureRunOptions {
  readonly clock: Clock;
  readonly flows: PacketTaker;
  readonly counters: CaptureCounters;
  readonly interfaces: CaptureInterfaces;
  /** Absent: nobody wants frames again. */
  readonly frames?: FrameKeeper;
  /** Gets all packets, whatever is in them, some hundred at a time: rows `from` to `to` of a batch, and ids by its interfaces. */
  readonly record?: { take(batch: PacketBatch, from: number, to: number, ids: readonly number[]): void };
  /** Time goes on without packets, too. */
  readonly live: boolean;
  /** Called with each packet that belongs to a session, after the flow table had it (and gave it a time where it has none). */
  observe?(packet: DecodedPacket): void;
  /** Called after each batch; a promise is waited for before the next one is asked for. */
  afterBatch?(): Promise<void> | null;
  /** Called about once a second while live. */
  onLiveTick?(): void;
}

export class CaptureRun {
  private readonly options: CaptureRunOptions;
  private readonly packet = new DecodedPacket();
  private source: PacketSource | null = null;
  private stopped = false;
  private sliceEnd = 0;
  private nextTick = 0;
  /** By the source's own number of an interface. */
  private linkTypes: number[] = [];
  private ids: number[] = [];

  constructor(options: CaptureRunOptions) {
    this.options = options;
  }

  /** Reads `source` to its end and closes it. Null: a clean end, or stopped. `title` is what messages call it. */
  async read(source: PacketSource, title: string): Promise<Failure | null> {
    const { clock, counters } = this.options;
    this.source = source;
    this.linkTypes = [];
    this.ids = [];
    if (this.stopped) finishSource(source);
    this.sliceEnd = clock.monotonicMs() + SLICE_MS;
    this.nextTick = clock.monotonicMs() + LIVE_TICK_MS;
    const failed = await this.readBatches(source);
    counters.addSource(source.counters());
    await source.close();
    this.source = null;
    return failed ?? this.unsupported(source, title);
  }

  /** Ends the read under way as soon as what the source had captured is in. */
  stop(): void {
    this.stopped = true;
    if (this.source !== null) finishSource(this.source);
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  private async readBatches(source: PacketSource): Promise<Failure | null> {
    const { clock } = this.options;
    for (;;) {
      const answer = source.next();
      const batch = answer instanceof Promise ? await answer : answer;
      if ('end' in batch) return batch.failure;
      if (batch.count > 0) {
        this.noteInterfaces(source);
        for (let from = 0; from < batch.count; from += STRIDE) {
          this.ingest(batch, from, Math.min(from + STRIDE, batch.count));
          if (clock.monotonicMs() >= this.sliceEnd) await this.yieldTurn();
        }
      }
      if (this.options.live) this.tick();
      const waiting = this.options.afterBatch?.() ?? null;
      if (waiting !== null) await waiting;
    }
  }

  private async yieldTurn(): Promise<void> {
    await this.options.clock.yieldTurn();
    this.sliceEnd = this.options.clock.monotonicMs() + SLICE_MS;
  }

  private tick(): void {
    const { clock, flows } = this.options;
    if (clock.monotonicMs() < this.nextTick) return;
    this.nextTick = clock.monotonicMs() + LIVE_TICK_MS;
    flows.advance(clock.nowUs());
    this.options.onLiveTick?.();
  }

  private noteInterfaces(source: PacketSource): void {
    const known = source.interfaces.length;
    for (let position = this.linkTypes.length; position < known; position++) {
      const { linkType } = source.interfaces[position]!;
      this.linkTypes.push(linkType);
      this.ids.push(this.options.interfaces.idOf(source, position));
      this.options.counters.linkTypes.add(linkType);
    }
  }

  private ingest(batch: PacketBatch, from: number, to: number): void {
    const { flows, counters, observe, frames, record } = this.options;
    const { packet, linkTypes, ids } = this;
    const { bytes, offsets, capturedLengths, wireLengths, times, interfaceIds } = batch;
    let wireBytes = 0;
    let truncated = 0;
    let firstTime = Number.POSITIVE_INFINITY;
    let lastTime = Number.NEGATIVE_INFINITY;
    frames?.beginBatch();
    const end = offsets[to - 1]! + capturedLengths[to - 1]!;
    for (let i = from; i < to; i++) {
      const interfaceId = interfaceIds[i]!;
      const capturedLength = capturedLengths[i]!;
      const wireLength = wireLengths[i]!;
      const time = times[i]!;
      packet.time = time;
      packet.interfaceId = ids[interfaceId]!;
      wireBytes += wireLength;
      if (capturedLength < wireLength) truncated++;
      // Comparisons with NaN are false: a packet without a time changes neither.
      if (time > lastTime) lastTime = time;
      if (time < firstTime) firstTime = time;
      decodeFrame(bytes, offsets[i]!, capturedLength, wireLength, linkTypes[interfaceId]!, packet);
      if (packet.kind === KIND_SESSION) {
        if (frames !== undefined) packet.frame = frames.keep(bytes, offsets[i]!, capturedLength, end);
        flows.ingest(packet);
        if (observe !== undefined) observe(packet);
      } else if (packet.kind === KIND_NON_IP) counters.countNonIp(packet.etherType);
      else counters.undecoded[packet.reason]!++;
    }
    record?.take(batch, from, to, ids);
    counters.addTimes(firstTime, lastTime);
    counters.packets += to - from;
    counters.bytes += wireBytes;
    counters.truncated += truncated;
  }

  /** Only where nothing in the whole source could be decoded; else such packets are counted one by one. */
  private unsupported(source: PacketSource, title: string): Failure | null {
    const types = new Set(source.interfaces.map((each) => each.linkType));
    if (types.size === 0 || [...types].some(isSupportedLinkType)) return null;
    const names = [...types].map(linkTypeName).join(', ');
    const remedy = `Supported link types: ${SUPPORTED_LINK_TYPES}`;
    return failure('unsupported', `${title} holds frames of a link type that is not supported: ${names}`, { remedy })
      .failure;
  }
}

function finishSource(source: PacketSource): void {
  if (source.finish === undefined) void source.close();
  else source.finish();
}
