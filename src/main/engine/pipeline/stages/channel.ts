/**
 * A bounded channel: what its writers put in, every reader gets. Batches and how far packet time has come travel in order. A
 * channel takes a batch as long as each reader has room for a record, and so holds one batch more than its size at most.
 */
import { assert } from '#base/assert.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Delivery } from './delivery.ts';

export interface QueuedBatch {
  readonly records: readonly PipelineRecord[];
  /** Held once by this place in the queue; goes over to who takes it. */
  readonly delivery: Delivery;
}

/** `epoch`: time begins anew, it may be anywhere. */
type Item = QueuedBatch | { readonly timeUs: number } | { readonly epoch: number };

const NOTHING: Item = { timeUs: Number.NEGATIVE_INFINITY };
/** Places that were read are given up after this many. */
const COMPACT_AT = 256;

/** What waits for one reader. */
export class ChannelReader {
  private readonly size: number;
  private readonly changed: () => void;
  private readonly freed: () => void;
  private items: Item[] = [];
  private head = 0;
  /** Records in `items`. */
  waiting = 0;
  private timeUs = Number.NEGATIVE_INFINITY;
  closed = false;

  /** `changed`: there is something new for the reader; `freed`: for the writers. */
  constructor(size: number, changed: () => void, freed: () => void) {
    this.size = size;
    this.changed = changed;
    this.freed = freed;
  }

  get hasRoom(): boolean {
    return this.waiting < this.size;
  }

  get isDrained(): boolean {
    return this.closed && this.head === this.items.length;
  }

  /** How far packet time has come, as far as was read. */
  get time(): number {
    return this.timeUs;
  }

  push(item: Item): void {
    const last = this.items.at(-1);
    if ('timeUs' in item && last !== undefined && last !== NOTHING && 'timeUs' in last) this.items.pop();
    this.items.push(item);
    if ('records' in item) this.waiting += item.records.length;
    this.changed();
  }

  /** The next batch, if there is one of at most `most` records. */
  take(most: number = Number.POSITIVE_INFINITY): QueuedBatch | null {
    for (;;) {
      const item = this.items[this.head];
      if (item === undefined) return null;
      if ('timeUs' in item) {
        this.timeUs = Math.max(this.timeUs, item.timeUs);
        this.removeFirst();
        continue;
      }
      if ('epoch' in item || item.records.length > most) return null;
      this.removeFirst();
      this.waiting -= item.records.length;
      this.freed();
      return item;
    }
  }

  /** What comes next is that time begins anew. Seen once what came before was taken. */
  get restart(): number | null {
    const item = this.items[this.head];
    return item !== undefined && 'epoch' in item ? item.epoch : null;
  }

  /** It was seen. */
  restarted(): void {
    this.removeFirst();
    this.timeUs = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.closed = true;
    this.changed();
  }

  private removeFirst(): void {
    this.items[this.head++] = NOTHING;
    if (this.head < this.items.length && this.head < COMPACT_AT) return;
    this.items = this.items.slice(this.head);
    this.head = 0;
  }

  /** Lets go of everything, for good. */
  abandon(): void {
    for (;;) {
      const batch = this.take();
      if (batch !== null) batch.delivery.release(false);
      else if (this.restart === null) return;
      else this.restarted();
    }
  }
}

export interface ChannelWriter {
  /** Null: now. */
  whenRoom(): Promise<void> | null;
  push(records: readonly PipelineRecord[], delivery: Delivery): void;
  advance(timeUs: number): void;
  /** Time begins anew. Epochs are numbered; several writers may tell of the same one. */
  restart(epoch: number): void;
  close(): void;
}

export class Channel {
  readonly name: string;
  readonly size: number;
  readonly readers: ChannelReader[] = [];
  /** Of the writers that are not closed: how far each one's time has come. */
  private readonly times = new Map<ChannelWriter, number>();
  private waiters: (() => void)[] = [];
  private epoch = 0;

  constructor(name: string, size: number) {
    this.name = name;
    this.size = size;
  }

  /** Before anything is written. */
  reader(changed: () => void): ChannelReader {
    const reader = new ChannelReader(this.size, changed, () => this.freed());
    this.readers.push(reader);
    return reader;
  }

  /** Records that wait for the reader that has most of them. */
  get waiting(): number {
    return Math.max(0, ...this.readers.map(({ waiting }) => waiting));
  }

  writer(): ChannelWriter {
    const writer: ChannelWriter = {
      whenRoom: () => this.whenRoom(),
      push: (records, delivery) => this.push(records, delivery),
      advance: (timeUs) => {
        const before = this.times.get(writer);
        assert(before !== undefined, 'a writer that is closed writes nothing');
        if (timeUs <= before) return;
        this.times.set(writer, timeUs);
        this.tellTime();
      },
      restart: (epoch) => this.restart(writer, epoch),
      close: () => {
        if (!this.times.delete(writer)) return;
        if (this.times.size > 0) this.tellTime();
        else for (const reader of this.readers) reader.close();
      },
    };
    this.times.set(writer, Number.NEGATIVE_INFINITY);
    return writer;
  }

  private push(records: readonly PipelineRecord[], delivery: Delivery): void {
    for (const reader of this.readers) {
      delivery.hold();
      reader.push({ records, delivery });
    }
  }

  private restart(writer: ChannelWriter, epoch: number): void {
    this.times.set(writer, Number.NEGATIVE_INFINITY);
    if (epoch <= this.epoch) return;
    this.epoch = epoch;
    for (const other of this.times.keys()) this.times.set(other, Number.NEGATIVE_INFINITY);
    for (const reader of this.readers) reader.push({ epoch });
  }

  /** Time has come as far as the slowest writer says. */
  private tellTime(): void {
    const timeUs = Math.min(...this.times.values());
    if (timeUs === Number.NEGATIVE_INFINITY) return;
    for (const reader of this.readers) reader.push({ timeUs });
  }

  private whenRoom(): Promise<void> | null {
    if (this.readers.every(({ hasRoom }) => hasRoom)) return null;
    return new Promise((resolve) => {
      this.waiters.push(resolve);
    });
  }

  private freed(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
