/** Chosen chains over the packets of a capture: one flow after the other is told as it is over. */
import {
  DEFAULT_FLOW_LIFE,
  FlowLifeCycle,
  type FlowLifeCounters,
  type FlowLifeOptions,
  PACKET_NEW,
  PACKET_REVERSE,
} from '#base/flow-lifecycle.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import { ChainSet } from './chain-set.ts';
import { FlowIds } from './flow-ids.ts';
import { HeaderView } from './header-view.ts';
import { type ChainKind, FORWARD, type ObservedValue, REVERSE } from './observer-chain.ts';

/** Of every record, before the keys of its chains: when its first and its last packet came, seconds since the epoch. */
const TIME_KEYS = ['pkt_first', 'pkt_last'] as const;

export class FlowObserver {
  /** Keys of a record, in order. */
  readonly keys: readonly string[];
  /** Packets of which too little was captured to tell their flow. */
  short: number = 0;
  readonly #ids: FlowIds;
  readonly #life: FlowLifeCycle<null>;
  readonly #chains: ChainSet;
  readonly #header: HeaderView = new HeaderView();
  #lastTime: number = 0;

  /** `ended`: the flow with this number is over; `value` tells of it until the call is over. */
  constructor(
    kinds: readonly ChainKind[],
    ended: (flow: number) => void,
    hashSeed: number,
    options: FlowLifeOptions = DEFAULT_FLOW_LIFE,
  ) {
    this.#chains = new ChainSet(kinds);
    this.keys = [...TIME_KEYS, ...this.#chains.keys.map(({ name }) => name)];
    // One more than flows: a flow has a number before another one is over for want of room.
    this.#ids = new FlowIds(options.maxFlows + 1, hashSeed);
    this.#life = new FlowLifeCycle<null>((flow) => {
      ended(flow);
      this.#ids.release(flow);
    }, options);
  }

  get counters(): Readonly<FlowLifeCounters> {
    return this.#life.counters;
  }

  ingest(packet: DecodedPacket): void {
    // A packet without a time came when the one before it did.
    if (Number.isFinite(packet.time)) this.#lastTime = packet.time;
    const time = this.#lastTime;
    // Flows that are over by now go first: the packet's may be one of them, and its number another conversation's next.
    this.#life.advance(time);
    if (!this.#ids.find(packet)) {
      this.short++;
      return;
    }
    const { key, opposite } = this.#ids;
    const header = this.#header;
    header.take(packet);
    const verdict = this.#life.packet(key, time, opposite);
    let direction = FORWARD;
    if (verdict === PACKET_NEW) {
      this.#life.begin(key, time, opposite, null);
      this.#chains.begin(key, header, FORWARD);
    } else if (verdict === PACKET_REVERSE) direction = REVERSE;
    if (!this.#chains.packet(key, header, direction)) this.#life.end(key);
  }

  /** Time goes on without packets; microseconds since the epoch. */
  advance(nowUs: number): void {
    this.#life.advance(nowUs);
  }

  /** The end of the input: tells of what is left, `most` flows at a time; to be called again while it answers true. */
  flush(most?: number): boolean {
    return this.#life.flush(most);
  }

  /** Of a flow that is over; `position` among `keys`. */
  value(flow: number, position: number): ObservedValue {
    if (position === 0) return this.#life.firstTime(flow) / MICROSECONDS_PER_SECOND;
    if (position === 1) return this.#life.lastTime(flow) / MICROSECONDS_PER_SECOND;
    return this.#chains.value(flow, position - TIME_KEYS.length);
  }
}
