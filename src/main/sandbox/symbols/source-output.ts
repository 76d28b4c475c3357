/**
 * What a source emits on its way to the engine: one batch under way, the next once it was taken. What waits is bounded; a source
 * that does not wait for its `emit` gets an error in the end.
 */
import { MAX_BATCH_RECORDS, MAX_CAPTURED_BYTES } from '#contract/plugins/process-limits.ts';
import type { SymbolRecord } from '#contract/plugins/symbols.ts';
import { emittedRecords } from './emitted-records.ts';

/** Records that wait at most. */
const MOST_WAITING = 16_384;
/** Bytes of a capture that wait at most. */
const MOST_WAITING_BYTES: number = 16 * 1024 * 1024;

/** Records, or bytes of a capture. */
interface Batch {
  readonly content: readonly SymbolRecord[] | Uint8Array;
  readonly settle: (taken: boolean) => void;
}

export interface SourceOutputOptions {
  send(seq: number, records: readonly SymbolRecord[]): void;
  sendPackets(seq: number, bytes: Uint8Array): void;
  /** Null: go on; else when to. */
  pace(): Promise<void> | null;
}

export class SourceOutput {
  private readonly options: SourceOutputOptions;
  private readonly waiting: Batch[] = [];
  private waitingRecords = 0;
  private waitingBytes = 0;
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
    const { records } = emittedRecords(given);
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

  readonly emitPackets = async (given: unknown): Promise<boolean> => {
    const bytes = bytesOf(given);
    if (this.isClosed) return false;
    if (this.waitingBytes + bytes.length > MOST_WAITING_BYTES) {
      throw new RangeError('emit_packets: 16 MiB wait already; wait until what was emitted before is taken');
    }
    const parts: Promise<boolean>[] = [];
    for (let at = 0; at < bytes.length; at += MAX_CAPTURED_BYTES) {
      // A copy: the plugin may go on using its buffer.
      parts.push(this.add(bytes.slice(at, at + MAX_CAPTURED_BYTES)));
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
    this.waitingBytes = 0;
    this.pump();
  }

  /** Resolves once everything was taken. */
  async whenEmpty(): Promise<void> {
    if (this.underWay === null && this.waiting.length === 0) return;
    await new Promise<void>((resolve) => {
      this.emptied.push(resolve);
    });
  }

  private add(content: Batch['content']): Promise<boolean> {
    return new Promise((settle) => {
      this.waiting.push({ content, settle });
      this.count(content, 1);
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
    const { content } = next;
    this.count(content, -1);
    this.underWay = next;
    if (content instanceof Uint8Array) this.options.sendPackets(++this.seq, content);
    else this.options.send(++this.seq, content);
  }

  private count(content: Batch['content'], sign: 1 | -1): void {
    if (content instanceof Uint8Array) this.waitingBytes += sign * content.length;
    else this.waitingRecords += sign * content.length;
  }
}

function bytesOf(given: unknown): Uint8Array {
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  throw new TypeError('emit_packets takes bytes of a capture: pcap, pcapng or snoop');
}
