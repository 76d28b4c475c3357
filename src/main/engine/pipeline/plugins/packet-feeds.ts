/** All feeds behind one flow listener, and how a file's reader is made to wait for the plugins it feeds. */
import type { DnsTransaction, FlowListener } from '#main/engine/flows/flow-listener.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import { HeaderFeeds } from '../observers/header-feed.ts';
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
  /** For observers. */
  readonly headers: HeaderFeeds;
  /** Readers wait for plugins (a file), or plugins miss what they are too slow for (live). */
  lossless = false;
  private readonly waitables = new Set<Waitable>();
  private attached: FeedCapture | null = null;

  constructor(clock: PluginClock) {
    this.state = new PacketFeed('state', clock);
    this.all = new PacketFeed('all', clock);
    this.dns = new RecordFeed(clock);
    this.headers = new HeaderFeeds(clock);
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
    this.headers.attach(new DataView(capture.seed.buffer, capture.seed.byteOffset).getUint32(0));
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
    return this.state.isActive || this.all.isActive || this.dns.isActive || this.headers.isActive;
  }

  flush(): void {
    this.state.flush();
    this.all.flush();
    this.dns.flush();
    this.headers.flush();
  }

  /** The input of the capture `of` ended: flows under observation do, too. */
  end(of: FeedCapture): void {
    this.flush();
    if (this.attached === of) this.headers.end();
  }

  /** Time goes on without packets (live); microseconds since the epoch. To be told about once a second. */
  advance(nowUs: number, of: FeedCapture): void {
    if (this.headers.isActive && this.attached === of) this.headers.advance(nowUs);
  }

  /** Every packet with a session, after the flow table had it, so that it has a time. */
  observe(packet: DecodedPacket, of: FeedCapture): void {
    if (this.headers.isActive && this.attached === of) this.headers.packet(packet);
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
