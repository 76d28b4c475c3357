/**
 * What waits for one plugin: frames shared with all other plugins, of which this one gets some rows. Bounded; what does
 * not fit is dropped by the plugin's policy and counted. Owns the count of every packet log that was ever meant for it:
 * `logsIn` = `settled` + `dropped` + `depth`, always.
 */
import { assert } from '#base/assert.ts';
import type { QueueSettings } from '#contract/plugins/manifest.ts';
import type { PacketDelivery } from '#contract/plugins/process.ts';

/** Under the policy `sample`: of a queue that is half full, every so many rows are kept. */
const SAMPLE_STEP = 10;

interface Waiting {
  readonly frame: Uint8Array;
  readonly step: number;
  /** Rows that will be delivered; none where a frame only says that its capture has ended. */
  readonly rows: number;
}

export class DeliveryQueue {
  logsIn = 0;
  /** Rows of deliveries that were acknowledged. */
  settled = 0;
  dropped = 0;
  private settings: QueueSettings;
  private waiting: Waiting[] = [];
  /** Where `waiting` begins; its head is cut off now and then, not at every take. */
  private head = 0;
  private waitingRows = 0;
  /** Rows handed to the process and not acknowledged, by delivery, oldest first. */
  private readonly sent = new Map<number, number>();
  private sentRows = 0;
  private lastSeq = 0;

  constructor(settings: QueueSettings) {
    this.settings = settings;
  }

  /** Waiting and handed over. */
  get depth(): number {
    return this.waitingRows + this.sentRows;
  }

  get inFlight(): number {
    return this.sentRows;
  }

  /** Nothing waits, and everything handed over was acknowledged. */
  get isIdle(): boolean {
    return this.head === this.waiting.length && this.sent.size === 0;
  }

  get isFull(): boolean {
    return this.waitingRows >= this.settings.size;
  }

  /** For a version of the plugin with another manifest; what waits stays. */
  configure(settings: QueueSettings): void {
    this.settings = settings;
  }

  /**
   * Takes a frame of `rows` rows in. The bound is soft by one frame. `lossless`: the reader waits for room by itself, so
   * nothing is dropped here.
   */
  push(frame: Uint8Array, rows: number, lossless: boolean): void {
    this.logsIn += rows;
    const { size, when_full: policy } = this.settings;
    if (lossless || rows === 0 || this.waitingRows < (policy === 'sample' ? size / 2 : size)) {
      this.add({ frame, step: 1, rows });
      return;
    }
    if (policy === 'drop_newest' || (policy === 'sample' && this.isFull)) {
      this.dropped += rows;
    } else if (policy === 'sample') {
      const kept = Math.ceil(rows / SAMPLE_STEP);
      this.dropped += rows - kept;
      this.add({ frame, step: SAMPLE_STEP, rows: kept });
    } else {
      this.add({ frame, step: 1, rows });
      while (this.waitingRows - this.oldest.rows >= size) this.dropped += this.take().rows;
    }
  }

  /** The next delivery, or null where nothing waits. */
  next(): PacketDelivery | null {
    if (this.head === this.waiting.length) return null;
    const { frame, step, rows } = this.take();
    const seq = ++this.lastSeq;
    this.sent.set(seq, rows);
    this.sentRows += rows;
    return { seq, from: 0, step, frame };
  }

  /** Number of the last delivery, 0 before the first. */
  get lastDelivered(): number {
    return this.lastSeq;
  }

  /** Everything up to delivery `seq` is done with. False for a number that was never sent: the process lies. */
  acknowledge(seq: number): boolean {
    if (seq > this.lastSeq) return false;
    for (const [sent, rows] of this.sent) {
      if (sent > seq) break;
      this.sent.delete(sent);
      this.sentRows -= rows;
      this.settled += rows;
    }
    return true;
  }

  /** The process is gone: what it had is lost, and the next one counts from 1. Answers how many rows were lost. */
  processGone(): number {
    const lost = this.sentRows;
    this.dropped += lost;
    this.sentRows = 0;
    this.sent.clear();
    this.lastSeq = 0;
    return lost;
  }

  /** Nobody will want what waits. */
  clear(): void {
    this.dropped += this.waitingRows;
    this.waiting = [];
    this.head = 0;
    this.waitingRows = 0;
  }

  private get oldest(): Waiting {
    const { waiting, head } = this;
    assert(head < waiting.length, 'something waits');
    return waiting[head]!;
  }

  private add(entry: Waiting): void {
    this.waiting.push(entry);
    this.waitingRows += entry.rows;
  }

  private take(): Waiting {
    const entry = this.oldest;
    this.head++;
    if (this.head > 256 && this.head * 2 > this.waiting.length) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    this.waitingRows -= entry.rows;
    return entry;
  }
}
