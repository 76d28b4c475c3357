/** One source at work: what it gives goes into all its outputs, as soon as there is room and the pipeline is not paused. */
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { ChannelWriter } from './channel.ts';
import { Delivery } from './delivery.ts';
import type { TurnClock } from './fair-turns.ts';
import type { Given, Source, SourceOutput } from './source.ts';
import { newCounters, type MutableCounters } from './stage-counters.ts';
import { Latch, within } from './waiting.ts';

/** A source that does not stop by itself is cut off. */
export const STOP_MS = 10_000;
const TICK_MS = 1000;

export class SourceRunner implements SourceOutput {
  readonly counters: MutableCounters = newCounters();
  /** Records that were given and are not done with, lost ones included. */
  underWay = 0;
  private readonly source: Source;
  private readonly outputs: readonly ChannelWriter[];
  private readonly clock: TurnClock;
  private readonly ended = new Latch();
  /** Null: not paused. */
  private rest: Latch | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private closing = false;
  private cancelTick: () => void = () => undefined;
  private aborted = false;
  /** Of batches that are under way: tells their source. */
  private readonly open = new Set<(done: boolean) => void>();

  constructor(source: Source, outputs: readonly ChannelWriter[], clock: TurnClock) {
    this.source = source;
    this.outputs = outputs;
    this.clock = clock;
  }

  /** Ends when its outputs are closed. */
  async run(): Promise<void> {
    if (this.source.tellsTime !== true) this.tick();
    await this.ended.promise;
    this.cancelTick();
  }

  give(records: readonly PipelineRecord[]): Given {
    let tell: (done: boolean) => void = () => undefined;
    const done = new Promise<boolean>((resolve) => {
      tell = resolve;
    });
    this.open.add(tell);
    this.underWay += records.length;
    const delivery = new Delivery([], (well) => {
      if (well) this.underWay -= records.length;
      this.open.delete(tell);
      tell(well);
    });
    const taken = this.put(records, delivery);
    this.last = taken;
    return { taken, done };
  }

  advance(timeUs: number): void {
    if (!this.ended.isOpen) for (const output of this.outputs) output.advance(timeUs);
  }

  restart(epoch: number): void {
    if (!this.ended.isOpen) for (const output of this.outputs) output.restart(epoch);
  }

  dropped(count: number): void {
    this.counters.dropped += count;
  }

  end(): void {
    if (this.closing) return;
    this.closing = true;
    void this.last.then(() => this.close());
  }

  setPaused(paused: boolean): void {
    if (paused) this.rest ??= new Latch();
    else {
      this.rest?.release();
      this.rest = null;
    }
    this.source.setPaused?.(paused);
  }

  /** What it still holds comes first. */
  async stop(): Promise<void> {
    this.setPaused(false);
    if (!this.closing) await within(this.clock, STOP_MS, this.source.stop());
    this.end();
  }

  abort(): void {
    this.aborted = true;
    this.rest?.release();
    for (const tell of this.open) tell(false);
    this.open.clear();
    this.close();
  }

  private async put(records: readonly PipelineRecord[], delivery: Delivery): Promise<boolean> {
    while (!this.aborted) {
      const wait = this.rest?.promise ?? this.whenRoom();
      if (wait !== null) {
        await wait;
        continue;
      }
      this.counters.batches++;
      this.counters.records_in += records.length;
      this.counters.records_out += records.length;
      for (const output of this.outputs) output.push(records, delivery);
      delivery.release(true);
      return true;
    }
    delivery.release(false);
    return false;
  }

  private whenRoom(): Promise<void> | null {
    for (const output of this.outputs) {
      const room = output.whenRoom();
      if (room !== null) return room;
    }
    return null;
  }

  private tick(): void {
    this.cancelTick = this.clock.after(TICK_MS, () => {
      const nowUs = this.clock.nowUs();
      // Behind what was given before.
      void this.last.then(() => this.advance(nowUs));
      this.tick();
    });
  }

  private close(): void {
    if (this.ended.isOpen) return;
    this.ended.release();
    for (const output of this.outputs) output.close();
  }
}
