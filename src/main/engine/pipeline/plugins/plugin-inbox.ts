/**
 * What one plugin gets: its place at a feed, the queue behind it, and the reader of a file that waits for room in it. It
 * outlives processes: what comes while one is started again waits for the next.
 */
import type { QueueSettings } from '#contract/plugins/manifest.ts';
import type { PacketLogRule } from '../packet-logs.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { PacketFeeds, Waitable } from './packet-feeds.ts';
import type { PluginClock } from './ports.ts';
import { ReaderWait } from './reader-wait.ts';

export interface InboxOptions {
  readonly clock: PluginClock;
  readonly feeds: PacketFeeds;
  readonly queue: QueueSettings;
  /** Somebody handles what comes, or soon will. */
  isAttended(): boolean;
  /** Something came. */
  arrived(): void;
}

export class PluginInbox implements Waitable {
  readonly queue: DeliveryQueue;
  private readonly options: InboxOptions;
  private readonly wait: ReaderWait;
  private unlisten: (() => void) | null = null;
  /** Of the feed that it listens to. */
  private rule: PacketLogRule | null = null;

  constructor(options: InboxOptions) {
    this.options = options;
    this.queue = new DeliveryQueue(options.queue);
    this.wait = new ReaderWait(options.clock);
  }

  /** Packet logs by this rule come in from now on. With another rule than before, what waits stays. */
  open(rule: PacketLogRule): void {
    if (this.rule === rule) return;
    const { feeds, arrived } = this.options;
    this.unlisten?.();
    this.rule = rule;
    this.unlisten = feeds.of(rule).listen({
      frame: (frame, rows) => {
        this.queue.push(frame, rows, feeds.lossless && (!this.queue.isFull || this.canProgress()));
        arrived();
      },
    });
  }

  /** Nothing comes in any more, and nobody will want what waits. */
  close(): void {
    this.unlisten?.();
    this.unlisten = null;
    this.rule = null;
    this.queue.clear();
    this.wait.tell();
  }

  /** Deliveries were acknowledged. */
  progressed(): void {
    this.wait.progressed();
  }

  /** Whether it is attended changed. */
  look(): void {
    this.wait.tell();
  }

  /** For the end of a file: resolves when nothing is left that will be handled. */
  async whenIdle(): Promise<void> {
    while (this.queue.depth > 0 && this.canProgress()) await this.wait.next();
    this.wait.release();
  }

  whenRoom(): Promise<void> | null {
    if (this.queue.isFull && this.canProgress()) return this.wait.next().then(() => this.whenRoom() ?? undefined);
    if (!this.queue.isFull) this.wait.release();
    return null;
  }

  private canProgress(): boolean {
    return this.rule !== null && this.options.isAttended() && this.wait.isWorthIt();
  }
}
