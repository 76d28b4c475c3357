/**
 * Headers on their way to observers of plugins: of every packet with a flow, copied into columns and every so often made into
 * one frame for all plugins that want the same of it. Costs nothing while nobody observes.
 *
 * Flows are numbered here, once for all; whether a flow is looked at and when it ends is for each plugin's process to say
 * (sandbox/observers), so that it depends on packets alone and not on how fast somebody answers.
 */
import { HeaderRows } from '#contract/plugins/header-frame.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import { FrameFeed, type FeedListener, type TakenFrame } from '../plugins/frame-feed.ts';
import type { PluginClock } from '../plugins/ports.ts';
import { FlowIds } from './flow-ids.ts';
import { fillHeaderRow, tailBytesOf } from './header-row.ts';

/** Flows that are told apart at once; beyond it, numbers of those without a packet for longest are used again. */
const MOST_FLOWS: number = 1 << 18;

/** The flow of one packet. */
interface PacketFlow {
  key: number;
  generation: number;
  opposite: boolean;
  /** Microseconds. */
  time: number;
}

/** For all plugins that are given the same columns. */
class HeaderFeed extends FrameFeed {
  /** Number of the capture that rows are of. */
  capture: number;
  private readonly held: HeaderRows;
  private rows = 0;
  private first = 0;
  private ends = false;

  constructor(columns: number, capture: number, clock: PluginClock) {
    super(clock);
    this.capture = capture;
    this.held = new HeaderRows(columns);
  }

  add(packet: DecodedPacket, flow: PacketFlow): void {
    if (!this.held.hasRoom(this.rows, tailBytesOf(this.held, packet))) this.flush();
    fillHeaderRow(this.held, this.rows++, packet, flow);
    this.added();
  }

  /** The capture ends, of which everybody is told also where no row is left. */
  end(): void {
    this.ends = true;
    this.flush();
    this.ends = false;
  }

  protected override take(): TakenFrame | null {
    const { rows, capture, ends } = this;
    if (rows === 0 && !ends) return null;
    const frame = this.held.encode(rows, { first: this.first, capture, ends });
    this.first += rows;
    this.rows = 0;
    return { frame, rows };
  }
}

export class HeaderFeeds {
  private readonly clock: PluginClock;
  /** By columns; only those that somebody listens to. */
  private readonly feeds = new Map<number, HeaderFeed>();
  private capture = 0;
  private flows: FlowIds | null = null;
  private generations: Uint16Array = new Uint16Array(0);
  private readonly flow: PacketFlow = { key: 0, generation: 0, opposite: false, time: 0 };
  private hashSeed = 0;
  private readonly mostFlows: number;

  constructor(clock: PluginClock, mostFlows: number = MOST_FLOWS) {
    this.clock = clock;
    this.mostFlows = mostFlows;
  }

  get isActive(): boolean {
    return this.feeds.size > 0;
  }

  /** Gets headers of every packet from now on. Returns how to stop, after which everything until then was delivered. */
  listen(columns: number, listener: FeedListener): () => void {
    const feed = this.feeds.get(columns) ?? new HeaderFeed(columns, this.capture, this.clock);
    this.feeds.set(columns, feed);
    const stop = feed.listen(listener);
    return () => {
      stop();
      if (feed.isActive) return;
      this.feeds.delete(columns);
      if (this.feeds.size === 0) this.flows = null;
    };
  }

  /** Another capture begins: its flows are others, though they look the same. `hashSeed`: for its flows. */
  attach(hashSeed: number): void {
    this.flush();
    this.capture++;
    for (const feed of this.feeds.values()) feed.capture = this.capture;
    this.flows = null;
    this.hashSeed = hashSeed;
  }

  packet(packet: DecodedPacket): void {
    this.flows ??= this.numbersAnew();
    const { flows, flow } = this;
    // A packet without a time came when the one before it did.
    if (Number.isFinite(packet.time)) flow.time = packet.time;
    if (!flows.find(packet)) return;
    const { key } = flows;
    if (flows.isNew) {
      if (key >= this.generations.length) this.growGenerations(key);
      this.generations[key]!++;
    }
    flow.key = key;
    flow.generation = this.generations[key]!;
    flow.opposite = flows.opposite;
    for (const feed of this.feeds.values()) feed.add(packet, flow);
  }

  flush(): void {
    for (const feed of this.feeds.values()) feed.flush();
  }

  /** Nothing more comes of this capture: flows that are still observed end. */
  end(): void {
    for (const feed of this.feeds.values()) feed.end();
  }

  /** Generations go on, so that no number means two flows. */
  private numbersAnew(): FlowIds {
    return new FlowIds(this.mostFlows, this.hashSeed);
  }

  private growGenerations(key: number): void {
    const larger = new Uint16Array(Math.max(1024, 2 * (key + 1)));
    larger.set(this.generations);
    this.generations = larger;
  }
}
