/** All feeds behind one flow listener, and how a file's reader is made to wait for the plugins it feeds. */
import type { DnsTransaction, FlowListener } from '#main/engine/flows/flow-listener.ts';
import type { PacketLogRule } from '../packet-logs.ts';
import { PacketFeed, type FeedCapture } from './packet-feed.ts';
import type { PluginClock } from './ports.ts';
import { RecordFeed } from './record-feed.ts';

export type FeedHandlers = Pick<Required<FlowListener>, 'packet' | 'expired' | 'dnsTransaction'>;

/** Whoever can make a reader wait. */
export interface Waitable {
  /** Null: there is room; else it resolves when there is, or when waiting is of no use. */
  whenRoom(): Promise<void> | null;
}

export class PacketFeeds {
  readonly state: PacketFeed;
  readonly all: PacketFeed;
  readonly dns: RecordFeed;
  /** Readers wait for plugins (a file), or plugins miss what they are too slow for (live). */
  lossless = false;
  private readonly waitables = new Set<Waitable>();
  private attached: FeedCapture | null = null;

  constructor(clock: PluginClock) {
    this.state = new PacketFeed('state', clock);
    this.all = new PacketFeed('all', clock);
    this.dns = new RecordFeed(clock);
  }

  of(rule: PacketLogRule): PacketFeed {
    return rule === 'state' ? this.state : this.all;
  }

  /** From now on logs come from this capture; those of the one before are delivered first. */
  attach(capture: FeedCapture, lossless: boolean): void {
    this.attached = capture;
    this.lossless = lossless;
    this.state.attach(capture);
    this.all.attach(capture);
    this.dns.flush();
  }

  /**
   * Handlers for the flow table of the capture that `of` answers; the others' logs are not fed. `record`: what plugins are
   * given of a DNS transaction.
   */
  listener(of: () => FeedCapture, record: (transaction: DnsTransaction) => unknown): FeedHandlers {
    const { state, all, dns } = this;
    return {
      dnsTransaction: (transaction) => {
        if (dns.isActive && this.attached === of()) dns.add(record(transaction));
      },
      packet: (packet, slot, direction, change, filter, name) => {
        if (this.attached !== of()) return;
        if (state.isActive) state.packet(packet, slot, direction, change, filter, name);
        if (all.isActive) all.packet(packet, slot, direction, change, filter, name);
      },
      expired: (slot, time) => {
        if (this.attached !== of()) return;
        if (state.isActive) state.stateChange(slot, time);
        if (all.isActive) all.stateChange(slot, time);
      },
    };
  }

  get isActive(): boolean {
    return this.state.isActive || this.all.isActive || this.dns.isActive;
  }

  flush(): void {
    this.state.flush();
    this.all.flush();
    this.dns.flush();
  }

  addWaitable(waitable: Waitable): () => void {
    this.waitables.add(waitable);
    return () => this.waitables.delete(waitable);
  }

  /** To be awaited by a file's reader between batches; null where there is nothing to wait for. */
  whenRoom(): Promise<void> | null {
    if (!this.lossless) return null;
    const waits = [...this.waitables].flatMap((waitable) => waitable.whenRoom() ?? []);
    return waits.length === 0 ? null : Promise.all(waits).then(() => undefined);
  }
}
