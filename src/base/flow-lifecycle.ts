/**
 * When the flow that an observer looks at begins and ends. Pure and on packet time only, so that built-in chains and those
 * of plugins, live or from a file, agree to the packet.
 *
 * A flow is known by its key, a small whole number that stands for a conversation in both directions (whoever gives numbers
 * out keeps them dense: columns here are as long as the largest). Per key there is at most one flow: none, ignored, active,
 * or expiring, which is complete but still updated until its linger is over. The clock is the latest packet time, rounded
 * up to whole seconds; it never goes back.
 *
 * The owner asks for each packet, before it looks into it:
 *
 *     switch (life.packet(key, time, opposite)) {
 *       case PACKET_IGNORED: return;
 *       case PACKET_NEW: life.begin(key, time, opposite, state) or life.ignore(key), and return; then as forward
 *       case PACKET_FORWARD, PACKET_REVERSE: run the chains on life.state(key); where one says so: life.end(key)
 *     }
 *
 * `emit` is called once for each flow that was begun, from within `packet`, `begin`, `advance`, `renew` or `flush`; it must not call back.
 */
import { NumberQueue, QueueLinks } from './number-queues.ts';

export const PACKET_IGNORED = 0;
export const PACKET_NEW = 1;
/** In the direction of the flow's first packet. */
export const PACKET_FORWARD = 2;
export const PACKET_REVERSE = 3;
export type PacketVerdict = 0 | 1 | 2 | 3;

export interface FlowLifeOptions {
  /** Without a packet for so long, a flow is complete. */
  readonly idleSeconds: number;
  /** How long a complete flow is still updated before it is emitted. */
  readonly lingerSeconds: number;
  /** Active and expiring flows; beyond it one is emitted early. */
  readonly maxFlows: number;
  /** Declined flows that are remembered; beyond it the one declined first is forgotten, and begins anew with its next packet. */
  readonly maxIgnored: number;
}

export const DEFAULT_FLOW_LIFE: FlowLifeOptions = {
  idleSeconds: 30,
  lingerSeconds: 5,
  maxFlows: 1_000_000,
  maxIgnored: 1_000_000,
};

export interface FlowLifeCounters {
  /** Flows that were begun. */
  flows: number;
  /** Flows that were declined, and their packets, the first one included. */
  ignoredFlows: number;
  ignoredPackets: number;
  /** Flows that were emitted early: too many at once, or their key was given to another conversation. */
  evicted: number;
  /** Declined flows that were forgotten for want of room. */
  ignoredForgotten: number;
}

const MICROSECONDS = 1_000_000;
const SMALLEST_CAPACITY = 64;

const ABSENT = 0;
const IGNORED = 1;
const ACTIVE = 2;
const EXPIRING = 3;

export class FlowLifeCycle<State> {
  readonly counters: FlowLifeCounters = {
    flows: 0,
    ignoredFlows: 0,
    ignoredPackets: 0,
    evicted: 0,
    ignoredForgotten: 0,
  };
  readonly #options: FlowLifeOptions;
  readonly #emit: (key: number, state: State) => void;
  /** In whole seconds, and the same in microseconds. */
  #clock: number = -Infinity;
  #clockUs: number = -Infinity;
  readonly #links: QueueLinks = new QueueLinks();
  readonly #ignored: NumberQueue = new NumberQueue(this.#links);
  /** By the second of their last packet. */
  readonly #active: NumberQueue = new NumberQueue(this.#links);
  /** By the second in which they were complete. */
  readonly #expiring: NumberQueue = new NumberQueue(this.#links);
  #phases: Uint8Array = new Uint8Array(0);
  /** 1 where the first packet travelled opposite to the key's own direction. */
  #turned: Uint8Array = new Uint8Array(0);
  /** Active: second of the last packet. Expiring: second of completion. */
  #since: Float64Array = new Float64Array(0);
  #firstTimes: Float64Array = new Float64Array(0);
  #lastTimes: Float64Array = new Float64Array(0);
  readonly #states: (State | undefined)[] = [];

  constructor(emit: (key: number, state: State) => void, options: FlowLifeOptions = DEFAULT_FLOW_LIFE) {
    this.#emit = emit;
    this.#options = options;
  }

  /** Flows held, active and expiring. */
  get size(): number {
    return this.#active.size + this.#expiring.size;
  }

  /** A packet at `time` (microseconds since the epoch), `opposite` to the direction that its key was made from or not. */
  packet(key: number, time: number, opposite: boolean): PacketVerdict {
    if (time > this.#clockUs) this.advance(time);
    if (key >= this.#phases.length) this.#grow(key + 1);
    const phase = this.#phases[key]!;
    if (phase === ABSENT) return PACKET_NEW;
    if (phase === IGNORED) {
      this.counters.ignoredPackets++;
      return PACKET_IGNORED;
    }
    this.#lastTimes[key] = time;
    if (phase === ACTIVE && this.#since[key] !== this.#clock) {
      this.#since[key] = this.#clock;
      this.#active.remove(key);
      this.#active.append(key);
    }
    return (this.#turned[key] === 1) === opposite ? PACKET_FORWARD : PACKET_REVERSE;
  }

  /** Answers PACKET_NEW: the packet begins a flow. */
  begin(key: number, time: number, opposite: boolean, state: State): void {
    if (this.size >= this.#options.maxFlows) this.#evictOne();
    this.counters.flows++;
    this.#phases[key] = ACTIVE;
    this.#turned[key] = opposite ? 1 : 0;
    this.#since[key] = this.#clock;
    this.#firstTimes[key] = time;
    this.#lastTimes[key] = time;
    this.#states[key] = state;
    this.#active.append(key);
  }

  /** Answers PACKET_NEW: somebody declined the flow. */
  ignore(key: number): void {
    if (this.#ignored.size >= this.#options.maxIgnored) {
      this.counters.ignoredForgotten++;
      this.#forgetIgnored(this.#ignored.first);
    }
    this.counters.ignoredFlows++;
    this.counters.ignoredPackets++;
    this.#phases[key] = IGNORED;
    this.#ignored.append(key);
  }

  /** The flow is complete. One that is already keeps its time. */
  end(key: number): void {
    if (this.#phases[key] === ACTIVE) this.#complete(key, this.#clock);
  }

  /** Of a flow that is held. */
  state(key: number): State {
    return this.#states[key]!;
  }

  /** Microseconds since the epoch; of a flow that is held, or just now emitted. */
  firstTime(key: number): number {
    return this.#firstTimes[key]!;
  }

  lastTime(key: number): number {
    return this.#lastTimes[key]!;
  }

  /** Packet time has come to `time`. `packet` does this by itself; a live host also does, once a second. */
  advance(time: number): void {
    if (time <= this.#clockUs) return;
    this.#clock = Math.ceil(time / MICROSECONDS);
    this.#clockUs = this.#clock * MICROSECONDS;
    const { idleSeconds, lingerSeconds } = this.#options;
    // Complete at the second in which it was, however late that is noticed: a gap in the traffic changes nothing.
    for (let key = this.#active.first; key >= 0; key = this.#active.first) {
      const completeAt = this.#since[key]! + idleSeconds;
      if (completeAt > this.#clock) break;
      this.#complete(key, completeAt);
    }
    for (let key = this.#expiring.first; key >= 0; key = this.#expiring.first) {
      if (this.#since[key]! + lingerSeconds > this.#clock) break;
      this.#finish(key);
    }
  }

  /** From now on the number stands for another conversation: what was held under it ends. */
  renew(key: number): void {
    const phase = this.#phases[key];
    if (phase === IGNORED) this.#forgetIgnored(key);
    else if (phase === ACTIVE || phase === EXPIRING) {
      this.counters.evicted++;
      this.#finish(key);
    }
  }

  /**
   * The end of the input: emits expiring flows, then active ones, and forgets who was declined. `most`: so many flows at a time;
   * to be called again while it answers true.
   */
  flush(most: number = Number.POSITIVE_INFINITY): boolean {
    for (let emitted = 0; this.size > 0; emitted++) {
      if (emitted === most) return true;
      this.#finish(this.#expiring.size > 0 ? this.#expiring.first : this.#active.first);
    }
    while (this.#ignored.size > 0) this.#forgetIgnored(this.#ignored.first);
    return false;
  }

  #complete(key: number, second: number): void {
    this.#active.remove(key);
    this.#phases[key] = EXPIRING;
    this.#since[key] = second;
    this.#expiring.append(key);
  }

  #finish(key: number): void {
    (this.#phases[key] === ACTIVE ? this.#active : this.#expiring).remove(key);
    this.#phases[key] = ABSENT;
    const state = this.#states[key]!;
    this.#states[key] = undefined;
    this.#emit(key, state);
  }

  /** One that is complete, as that loses least; else the one without a packet for longest. */
  #evictOne(): void {
    this.counters.evicted++;
    this.#finish(this.#expiring.size > 0 ? this.#expiring.first : this.#active.first);
  }

  #forgetIgnored(key: number): void {
    this.#ignored.remove(key);
    this.#phases[key] = ABSENT;
  }

  #grow(needed: number): void {
    let capacity = Math.max(this.#phases.length, SMALLEST_CAPACITY);
    while (capacity < needed) capacity *= 2;
    this.#links.grow(capacity);
    this.#phases = copied(new Uint8Array(capacity), this.#phases);
    this.#turned = copied(new Uint8Array(capacity), this.#turned);
    this.#since = copied(new Float64Array(capacity), this.#since);
    this.#firstTimes = copied(new Float64Array(capacity), this.#firstTimes);
    this.#lastTimes = copied(new Float64Array(capacity), this.#lastTimes);
  }
}

function copied<Column extends Uint8Array | Float64Array>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}
