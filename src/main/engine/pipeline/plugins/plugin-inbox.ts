/**
 * What one plugin gets: its place at a feed, the queue behind it, and the reader of a file that waits for room in it. It
 * outlives processes: what comes while one is started again waits for the next.
 */
import { observedColumns } from '#contract/plugins/header-fields.ts';
import type { PluginManifest, QueueSettings } from '#contract/plugins/manifest.ts';
import type { HeaderSubscription } from '../observers/header-feed.ts';
import type { PacketLogRule } from '../packet-logs.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { FeedListener } from './frame-feed.ts';
import type { PacketFeeds, Waitable } from './packet-feeds.ts';
import type { PluginClock } from './ports.ts';
import { ReaderWait } from './reader-wait.ts';

/** What a plugin's manifest and the settings say that it gets. */
export interface RecordWishes {
  readonly logs: PacketLogRule | 'none';
  readonly dns: boolean;
}

/** Which feeds a plugin wants. */
export interface FeedWishes extends RecordWishes {
  /** Columns of headers, for its observers; null: it has none, or is not known to. */
  readonly headers: number | null;
}

/** Of a plugin with these exports. One that only observes is given no packet logs. */
export function wishesWith(
  wishes: RecordWishes,
  exports: readonly string[],
  { observers }: PluginManifest,
): FeedWishes {
  const headers = observedColumns(exports, observers.fields);
  const takesLogs = exports.includes('receiver') || exports.includes('receiver_bulk');
  return { ...wishes, headers, ...(headers !== null && !takesLogs && { logs: 'none' }) };
}

export interface InboxOptions {
  readonly clock: PluginClock;
  readonly feeds: PacketFeeds;
  readonly queue: QueueSettings;
  /** Somebody handles what comes, or soon will. */
  isAttended(): boolean;
  /** Whoever handles it finishes, and another takes over within a bounded time: until then nothing gets on, and all wait. */
  isChangingHands(): boolean;
  /** How long nothing may get on until nobody waits for it any more; left out: as `ReaderWait` has it. */
  readonly stalledMs?: number;
  /** Something came. */
  arrived(): void;
}

export class PluginInbox implements Waitable {
  readonly queue: DeliveryQueue;
  /** Headers meant for it, among what the queue counts. */
  headersIn = 0;
  private readonly options: InboxOptions;
  private readonly wait: ReaderWait;
  private unlisten: (() => void)[] = [];
  private observing: HeaderSubscription | null = null;
  /** Which feeds it listens to; null: none. */
  private wishes: FeedWishes | null = null;

  constructor(options: InboxOptions) {
    this.options = options;
    this.queue = new DeliveryQueue(options.queue);
    this.wait = new ReaderWait(options.clock, options.stalledMs);
  }

  /** What is wished for comes in from now on. With other wishes than before, what waits stays. */
  open(wishes: FeedWishes): void {
    const { wishes: before } = this;
    if (before?.logs === wishes.logs && before.dns === wishes.dns && before.headers === wishes.headers) return;
    const { feeds, arrived } = this.options;
    for (const stop of this.unlisten) stop();
    this.wishes = wishes;
    const take = (frame: Uint8Array, rows: number): void => {
      this.queue.push(frame, rows, feeds.lossless && (!this.queue.isFull || this.canProgress()));
      arrived();
    };
    const listener: FeedListener = { frame: take };
    const headers: FeedListener = {
      frame: (frame, rows) => {
        this.headersIn += rows;
        take(frame, rows);
      },
    };
    const observing = wishes.headers === null ? null : feeds.headers.listen(wishes.headers, headers);
    this.observing = observing;
    this.unlisten = [
      ...(wishes.logs === 'none' ? [] : [feeds.of(wishes.logs).listen(listener)]),
      ...(wishes.dns ? [feeds.dns.listen(listener)] : []),
      ...(observing === null ? [] : [() => observing.stop()]),
    ];
  }

  /** Its process declined these flows: key and generation, one after the other. */
  decline(flows: readonly number[]): void {
    this.observing?.decline(flows);
  }

  /** Another process takes over, which has declined nothing. */
  renew(): void {
    this.observing?.renew();
  }

  /** Nothing comes in any more, and nobody will want what waits. */
  close(): void {
    for (const stop of this.unlisten) stop();
    this.unlisten = [];
    this.observing = null;
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
    while (!this.queue.isIdle && this.canProgress()) await this.wait.next();
    this.wait.release();
  }

  /** Resolves when fewer than `rows` rows are left, or none of them will be handled. */
  async whenBelow(rows: number): Promise<void> {
    while (this.queue.depth >= rows && this.canProgress()) await this.wait.next();
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
