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
import { DeclinedFlows, reaching } from './declined-flows.ts';
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

/** One plugin's place at a feed. */
export interface HeaderSubscription {
  /** Nothing comes any more; everything until then was delivered. */
  stop(): void;
  /** Headers of these flows (key and generation, one after the other) need not come; where others want them, they still do. */
  decline(flows: readonly number[]): void;
  /** Whoever takes what comes from now on has declined nothing. */
  renew(): void;
}

/** For all plugins that are given the same columns. */
class HeaderFeed extends FrameFeed {
  /** Of each that listens. */
  readonly declined: Set<DeclinedFlows> = new Set();
  /** Number of the capture that rows are of. */
  capture: number;
  private readonly held: HeaderRows;
  private rows = 0;
  private first = 0;
  private ends = false;
  private nowUs = 0;

  constructor(columns: number, capture: number, clock: PluginClock) {
    super(clock);
    this.capture = capture;
    this.held = new HeaderRows(columns);
  }

  add(packet: DecodedPacket, flow: PacketFlow): void {
    if (!this.isWanted(flow)) return;
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

  /** Time has come this far, of which everybody is told also where no row is left. */
  advance(nowUs: number): void {
    this.nowUs = nowUs;
    this.flush();
    this.nowUs = 0;
  }

  private isWanted({ key, generation }: PacketFlow): boolean {
    for (const declined of this.declined) if (!declined.has(key, generation)) return true;
    return false;
  }

  protected override take(): TakenFrame | null {
    const { rows, capture, ends, nowUs } = this;
    if (rows === 0 && !ends && nowUs === 0) return null;
    const frame = this.held.encode(rows, { first: this.first, capture, ends, nowUs });
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

  /** Gets headers of every packet from now on, with these columns. */
  listen(columns: number, listener: FeedListener): HeaderSubscription {
    const feed = this.feeds.get(columns) ?? new HeaderFeed(columns, this.capture, this.clock);
    const declined = new DeclinedFlows();
    this.feeds.set(columns, feed);
    const stop = feed.listen(listener);
    feed.declined.add(declined);
    return {
      stop: () => {
        stop();
        feed.declined.delete(declined);
        if (feed.isActive) return;
        this.feeds.delete(columns);
        if (this.feeds.size === 0) this.flows = null;
      },
      decline: (flows) => {
        for (let at = 0; at + 1 < flows.length; at += 2) {
          const key = flows[at]!;
          const generation = flows[at + 1]!;
          // It comes from a plugin's process: only of flows that there are.
          if (this.generations[key] === generation) declined.add(key, generation);
        }
      },
      renew: () => declined.clear(),
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
      this.generations = reaching(this.generations, key);
      // Never 0, which is nobody's.
      this.generations[key] = (this.generations[key]! % 0xffff) + 1;
    }
    flow.key = key;
    flow.generation = this.generations[key]!;
    flow.opposite = flows.opposite;
    for (const feed of this.feeds.values()) feed.add(packet, flow);
  }

  flush(): void {
    for (const feed of this.feeds.values()) feed.flush();
  }

  /** Time goes on without packets; microseconds since the epoch. */
  advance(nowUs: number): void {
    for (const feed of this.feeds.values()) feed.advance(nowUs);
  }

  /** Nothing more comes of this capture: flows that are still observed end. */
  end(): void {
    for (const feed of this.feeds.values()) feed.end();
  }

  /** Generations go on, so that no number means two flows. */
  private numbersAnew(): FlowIds {
    return new FlowIds(this.mostFlows, this.hashSeed);
  }
}
