/**
 * A source of a pipeline that is fed by a capture: a queue, and what gives from it. Live, what does not fit is dropped and
 * counted; the reader of a file waits instead, as long as the pipeline gets on.
 */
import { success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { PluginClock } from '../plugins/ports.ts';
import { ReaderWait } from '../plugins/reader-wait.ts';
import { MAX_BATCH, type Source, type SourceOutput } from '../stages/source.ts';

/** Records that may wait. */
export const QUEUE_RECORDS = 16_384;
/** A record is on its way after this time at the latest. */
const FLUSH_MS = 50;

export type Patience = 'live' | 'while-it-gets-on' | 'always';

export interface RecordSourceHost {
  readonly clock: PluginClock;
  /** How a full queue is met. */
  patience(): Patience;
  /** Records come in from now on, or no more. */
  listen(source: RecordSource): void;
  unlisten(source: RecordSource): void;
}

/** A full batch, one that is being filled (the last), how far packet time had come, or that it begins anew. */
type Item = PipelineRecord[] | number | { readonly epoch: number };

export class RecordSource implements Source {
  readonly tellsTime: boolean = true;
  private readonly host: RecordSourceHost;
  private readonly wait: ReaderWait;
  private items: Item[] = [];
  private waiting = 0;
  private output: SourceOutput | null = null;
  private paused = false;
  private pumping: Promise<void> | null = null;
  private cancelFlush: (() => void) | null = null;
  private over = false;

  constructor(host: RecordSourceHost) {
    this.host = host;
    this.wait = new ReaderWait(host.clock);
  }

  async start(output: SourceOutput): Promise<Result<null>> {
    this.output = output;
    this.host.listen(this);
    return success(null);
  }

  /** Whether records are of use. */
  get isOpen(): boolean {
    return this.output !== null && !this.paused && !this.over;
  }

  offer(record: PipelineRecord): void {
    if (!this.isOpen) return;
    if (this.waiting >= QUEUE_RECORDS && !this.isWaitedFor()) {
      this.output?.dropped(1);
      return;
    }
    const last = this.items.at(-1);
    if (Array.isArray(last) && last.length < MAX_BATCH) last.push(record);
    else this.items.push([record]);
    this.waiting++;
    if (this.waiting >= MAX_BATCH) this.pump();
    else this.cancelFlush ??= this.host.clock.after(FLUSH_MS, () => this.pump());
  }

  /** Packet time has come this far. */
  advance(timeUs: number): void {
    if (!this.isOpen) return;
    if (typeof this.items.at(-1) === 'number') this.items.pop();
    this.items.push(timeUs);
    this.pump();
  }

  /** Another capture begins. */
  restart(epoch: number): void {
    if (!this.isOpen) return;
    this.items.push({ epoch });
    this.pump();
  }

  /** To be awaited by a reader; null: there is room, or waiting is of no use. */
  whenRoom(): Promise<void> | null {
    if (this.host.patience() === 'live' || this.waiting < QUEUE_RECORDS / 2 || !this.isOpen) {
      this.wait.release();
      return null;
    }
    if (!this.isWaitedFor()) return null;
    return this.wait.next().then(() => this.whenRoom() ?? undefined);
  }

  setPaused(paused: boolean): void {
    this.paused = paused;
    this.wait.tell();
  }

  async stop(): Promise<void> {
    this.host.unlisten(this);
    while (this.items.length > 0 && !this.over) {
      this.pump();
      await this.pumping;
    }
    this.end();
  }

  /** The capture has ended for good: what is held goes out, and then the source ends. */
  finish(): void {
    void this.stop();
  }

  async cleanup(): Promise<void> {
    this.host.unlisten(this);
    this.over = true;
    this.cancelFlush?.();
    this.wait.tell();
  }

  private isWaitedFor(): boolean {
    const patience = this.host.patience();
    return patience === 'always' || (patience === 'while-it-gets-on' && this.wait.isWorthIt());
  }

  private pump(): void {
    this.cancelFlush?.();
    this.cancelFlush = null;
    this.pumping ??= this.giveAll().finally(() => {
      this.pumping = null;
      // Something came at the very end.
      if (this.items.length > 0 && !this.over) this.pump();
    });
  }

  private async giveAll(): Promise<void> {
    for (;;) {
      const item = this.items.shift();
      if (item === undefined || this.output === null) return;
      if (typeof item === 'number') {
        this.output.advance(item);
        continue;
      }
      if ('epoch' in item) {
        this.output.restart(item.epoch);
        continue;
      }
      const taken = await this.output.give(item).taken;
      this.waiting -= item.length;
      this.wait.progressed();
      if (taken) continue;
      this.over = true;
      this.items = [];
      this.waiting = 0;
      this.wait.tell();
      return;
    }
  }

  private end(): void {
    this.over = true;
    this.output?.end();
    this.wait.tell();
  }
}
