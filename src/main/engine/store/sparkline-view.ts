/**
 * A view of sessions with the traffic of each row in its window. Lines are worked out in slices, at most once a second, and again when
 * other rows come into the window; until they are there a row has none, and the frame comes again with them.
 */
import { serialOf } from '#base/session-id.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { StreamProducer, ViewFrame, ViewParams } from '#contract/protocol.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Slot } from '#main/engine/flows/session-columns.ts';
import { Slicer, type Turns } from './slicer.ts';
import { bucketsOf, chunksWithin, secondsOf } from './sums-buckets.ts';
import { addLines, Members, type Lines } from './sums-members.ts';
import type { TrafficLog } from './traffic-log.ts';
import { spanOf } from './wanted-rows.ts';

const POINTS = 24;
/** Without a range, of a capture that goes on. */
const LIVE_SECONDS = 60;
const MIN_REST_MS = 1000;
const REST_FACTOR = 4;
const ENTRIES = 8192;

export interface SparklineSource {
  /** Of the capture on view. */
  readonly log: TrafficLog;
  /** The slot of the session with this serial; below 0: it is no longer held. */
  slotOf(serial: number): Slot;
  readonly isLive: boolean;
  /** Where it has got to; null: nowhere. */
  readonly latestUs: number | null;
}

export class SparklineView implements StreamProducer<'view'> {
  private readonly view: StreamProducer<'view'>;
  private readonly source: () => SparklineSource;
  private readonly turns: Turns;
  private readonly notify: () => void;
  private readonly members = new Members();
  private params: ViewParams;
  private frame: ViewFrame | null = null;
  private lines: ReadonlyMap<string, readonly number[]> = new Map();
  /** Lines came that the last frame did not have. */
  private hasNews = false;
  private computing = false;
  private restUntil = 0;
  private cancelTimer: (() => void) | null = null;
  /** Goes up when what was worked out is about something else. */
  private run = 0;
  private closed = false;

  constructor(
    view: StreamProducer<'view'>,
    params: ViewParams,
    source: () => SparklineSource,
    turns: Turns,
    notify: () => void,
  ) {
    this.view = view;
    this.params = params;
    this.source = source;
    this.turns = turns;
    this.notify = notify;
  }

  take(): ViewFrame | null {
    const fresh = this.view.take();
    if (fresh !== null) this.frame = fresh;
    const { frame, hasNews } = this;
    this.hasNews = false;
    if (frame === null || (fresh === null && !hasNews)) return null;
    if (!this.isWanted(frame)) return fresh;
    if (fresh !== null) this.refresh(frame.keys.some((key) => !this.lines.has(key)));
    return { ...frame, sparklines: frame.keys.map((key) => this.lines.get(key) ?? []) };
  }

  update(params: ViewParams): void {
    const before = this.params;
    this.params = params;
    if (params.range !== before.range || params.table !== before.table || params.paused !== before.paused) {
      this.run++;
      this.lines = new Map();
    }
    this.view.update(params);
  }

  close(): void {
    this.closed = true;
    this.cancelTimer?.();
    this.view.close();
  }

  private isWanted(frame: ViewFrame): boolean {
    return this.params.sparklines && frame.table === 'sessions';
  }

  private refresh(isUrgent: boolean): void {
    if (this.computing || this.closed) return;
    const rest = isUrgent ? 0 : this.restUntil - this.turns.clock.monotonicMs();
    if (rest > 0) return;
    this.computing = true;
    void this.compute(this.run);
  }

  private async compute(run: number): Promise<void> {
    const started = this.turns.clock.monotonicMs();
    const slicer = new Slicer(this.turns);
    await slicer.pause();
    const keys = this.frame?.keys ?? [];
    const lines = await this.linesOf(keys, slicer);
    this.computing = false;
    if (this.closed) return;
    const ended = this.turns.clock.monotonicMs();
    this.restUntil = ended + Math.max(MIN_REST_MS, (ended - started) * REST_FACTOR);
    if (run !== this.run) {
      this.refresh(true);
      return;
    }
    this.lines = lines;
    this.hasNews = true;
    this.notify();
  }

  private async linesOf(keys: readonly string[], slicer: Slicer): Promise<ReadonlyMap<string, readonly number[]>> {
    const source = this.source();
    const span = spanFor(this.params, source);
    const found = new Map<string, readonly number[]>(keys.map((key) => [key, []]));
    if (span === null) return found;
    const chunks = chunksWithin(source.log.chunks(), span);
    const buckets = bucketsOf(span, chunks, POINTS);
    const { members } = this;
    members.clear();
    const rows: string[] = [];
    for (const key of keys) {
      const serial = serialOf(key) ?? 0;
      const slot = source.slotOf(serial);
      if (slot < 0) continue;
      members.add(slot, serial);
      rows.push(key);
    }
    const room = rows.length * buckets.count;
    const lineOf = Int32Array.from(rows, (_, row) => row);
    const lines: Lines = { buckets, lineOf, in: new Float64Array(room), out: new Float64Array(room) };
    const seconds = secondsOf(span);
    for (const chunk of chunks) {
      for (let from = 0; from < chunk.count; from += ENTRIES) {
        if (slicer.isDue()) await slicer.pause();
        addLines({ chunk, from, to: Math.min(chunk.count, from + ENTRIES) }, seconds, members, lines);
      }
    }
    rows.forEach((key, row) => {
      const at = row * buckets.count;
      found.set(
        key,
        Array.from({ length: buckets.count }, (_, bucket) => lines.in[at + bucket]! + lines.out[at + bucket]!),
      );
    });
    return found;
  }
}

function spanFor({ range }: ViewParams, { log, isLive, latestUs }: SparklineSource): TimeSpan | null {
  if (latestUs === null || Number.isNaN(log.firstTime)) return null;
  const wanted = spanOf(range, latestUs);
  if (wanted !== null) return wanted;
  return {
    fromUs: isLive ? latestUs - LIVE_SECONDS * MICROSECONDS_PER_SECOND : log.firstTime,
    toUs: Math.max(latestUs, log.firstTime),
  };
}
