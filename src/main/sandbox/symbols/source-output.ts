/**
 * What a source emits on its way to the engine: one batch under way, the next once it was taken. What waits is bounded; a source
 * that does not wait for its `emit` gets an error in the end.
 */
import { MAX_BATCH_RECORDS } from '#contract/plugins/process-limits.ts';
import type { SymbolRecord } from '#contract/plugins/symbols.ts';
import { emittedRecords } from './emitted-records.ts';

/** Records that wait at most. */
const MOST_WAITING = 16_384;

interface Batch {
  readonly records: readonly SymbolRecord[];
  readonly settle: (taken: boolean) => void;
}

export interface SourceOutputOptions {
  send(seq: number, records: readonly SymbolRecord[]): void;
  /** Null: go on; else when to. */
  pace(): Promise<void> | null;
}

export class SourceOutput {
  private readonly options: SourceOutputOptions;
  private readonly waiting: Batch[] = [];
  private waitingRecords = 0;
  private underWay: Batch | null = null;
  private seq = 0;
  private isOpen = false;
  private isClosed = false;
  private isPausing = false;
  private emptied: (() => void)[] = [];

  constructor(options: SourceOutputOptions) {
    this.options = options;
  }

  /** Resolves once all of it was taken: true; or not wanted any more: false. */
  readonly emit = async (given: unknown): Promise<boolean> => {
    const records = emittedRecords(given);
    if (this.isClosed) return false;
    if (this.waitingRecords + records.length > MOST_WAITING) {
      throw new RangeError(`emit: ${MOST_WAITING} records wait already; wait until what was emitted before is taken`);
    }
    const parts: Promise<boolean>[] = [];
    for (let at = 0; at < records.length; at += MAX_BATCH_RECORDS) {
      parts.push(this.add(records.slice(at, at + MAX_BATCH_RECORDS)));
    }
    return (await Promise.all(parts)).every(Boolean);
  };

  /** The engine takes from now on. */
  open(): void {
    this.isOpen = true;
    this.pump();
  }

  taken(seq: number, ok: boolean): void {
    const { underWay } = this;
    if (underWay === null || seq !== this.seq) return;
    this.underWay = null;
    underWay.settle(ok);
    this.pump();
  }

  /** Nothing is taken any more. */
  close(): void {
    this.isClosed = true;
    this.underWay?.settle(false);
    this.underWay = null;
    for (const { settle } of this.waiting.splice(0)) settle(false);
    this.waitingRecords = 0;
    this.pump();
  }

  /** Resolves once everything was taken. */
  async whenEmpty(): Promise<void> {
    if (this.underWay === null && this.waiting.length === 0) return;
    await new Promise<void>((resolve) => {
      this.emptied.push(resolve);
    });
  }

  private add(records: readonly SymbolRecord[]): Promise<boolean> {
    return new Promise((settle) => {
      this.waiting.push({ records, settle });
      this.waitingRecords += records.length;
      this.pump();
    });
  }

  private pump(): void {
    if (this.underWay !== null || this.isPausing) return;
    if (this.waiting.length === 0) {
      for (const resolve of this.emptied.splice(0)) resolve();
      return;
    }
    if (!this.isOpen || this.isClosed) return;
    const pause = this.options.pace();
    if (pause !== null) {
      this.isPausing = true;
      void pause.then(() => {
        this.isPausing = false;
        this.pump();
      });
      return;
    }
    const next = this.waiting.shift()!;
    this.waitingRecords -= next.records.length;
    this.underWay = next;
    this.options.send(++this.seq, next.records);
  }
}
