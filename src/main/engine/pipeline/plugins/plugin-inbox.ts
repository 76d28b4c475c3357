/**
 * What one plugin gets: its place at a feed, the queue behind it, and the reader of a file that waits for room in it. It
 * outlives processes: what comes while one is started again waits for the next.
 */
import type { QueueSettings } from '#contract/plugins/manifest.ts';
import type { PacketLogRule } from '../packet-logs.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { FeedListener } from './packet-feed.ts';
import type { PacketFeeds, Waitable } from './packet-feeds.ts';
import type { PluginClock } from './ports.ts';
import { ReaderWait } from './reader-wait.ts';

/** Which feeds a plugin wants. */
export interface FeedWishes {
  readonly logs: PacketLogRule | 'none';
  readonly dns: boolean;
}

export interface InboxOptions {
  readonly clock: PluginClock;
  readonly feeds: PacketFeeds;
  readonly queue: QueueSettings;
  /** Somebody handles what comes, or soon will. */
  isAttended(): boolean;
  /** Whoever handles it finishes, and another takes over within a bounded time: until then nothing gets on, and all wait. */
  isChangingHands(): boolean;
  /** Something came. */
  arrived(): void;
}

export class PluginInbox implements Waitable {
  readonly queue: DeliveryQueue;
  private readonly options: InboxOptions;
  private readonly wait: ReaderWait;
  private unlisten: (() => void)[] = [];
  /** Which feeds it listens to; null: none. */
  private wishes: FeedWishes | null = null;

  constructor(options: InboxOptions) {
    this.options = options;
    this.queue = new DeliveryQueue(options.queue);
    this.wait = new ReaderWait(options.clock);
  }

  /** What is wished for comes in from now on. With other wishes than before, what waits stays. */
  open(wishes: FeedWishes): void {
    if (this.wishes?.logs === wishes.logs && this.wishes.dns === wishes.dns) return;
    const { feeds, arrived } = this.options;
    for (const stop of this.unlisten) stop();
    this.wishes = wishes;
    const listener: FeedListener = {
      frame: (frame, rows) => {
        this.queue.push(frame, rows, feeds.lossless && (!this.queue.isFull || this.canProgress()));
        arrived();
      },
    };
    this.unlisten = [
      ...(wishes.logs === 'none' ? [] : [feeds.of(wishes.logs).listen(listener)]),
      ...(wishes.dns ? [feeds.dns.listen(listener)] : []),
    ];
  }

  /** Nothing comes in any more, and nobody will want what waits. */
  close(): void {
    for (const stop of this.unlisten) stop();
    this.unlisten = [];
    this.wishes = null;
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
    const { isAttended, isChangingHands } = this.options;
    return this.wishes !== null && (isChangingHands() || (isAttended() && this.wait.isWorthIt()));
  }
}
