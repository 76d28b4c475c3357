/** The table against a model that is as plain as can be: a map of strings, scanned at every packet. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DecodedPacket,
  KIND_SESSION,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '#main/engine/decode/packet.ts';
import { DEFAULT_FLOW_OPTIONS } from './flow-options.ts';
import { FlowTable } from './flow-table.ts';
import { type KeyHasher, SeededHasher } from './key-hash.ts';
import { IN, OUT } from './session-columns.ts';
import { endReasonName, stateName } from './session-view.ts';

interface Step {
  /** Milliseconds since the step before. */
  readonly wait: number;
  readonly client: number;
  readonly back: boolean;
  readonly tcp: boolean;
  readonly flags: number;
  readonly length: number;
}

interface Modelled {
  serial: number;
  client: number;
  tcp: boolean;
  initiator: number;
  state: string;
  reason: string | null;
  midstream: boolean;
  fins: Set<number>;
  counts: [number, number];
  bytes: [number, number];
  start: number;
  last: number;
}

const SERVER = 200;
const timeouts = { tcpAttempt: 60, tcpIdle: 300, udp: 120, dns: 30, icmp: 30, other: 60, closeLinger: 5 };

class Model {
  readonly live: Map<string, Modelled> = new Map();
  readonly ended: Modelled[] = [];
  evicted = 0;
  #serial = 0;
  #nextSweep = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  step(step: Step, now: number): void {
    const key = `${step.client} ${step.tcp}`;
    const sender = step.back ? SERVER : step.client;
    // The table looks through all sessions once a second, and at the one at hand always.
    if (now >= this.#nextSweep) {
      this.#nextSweep = now + 1e6 / 4;
      for (const [name, session] of this.live) if (this.#isDue(session, now)) this.#expire(name, session);
    }
    let session = this.live.get(key);
    if (session !== undefined && this.#isDue(session, now)) {
      this.#expire(key, session);
      session = undefined;
    }
    const pureSyn = step.tcp && (step.flags & (TCP_SYN | TCP_ACK | TCP_RST)) === TCP_SYN;
    if (session !== undefined && pureSyn) {
      const closed = session.state === 'CLOSE' || session.state === 'ABORT';
      // Every SYN here has a sequence number of its own, so any but one that opens is another connection.
      if (closed || session.state === 'ESTABLISHED' || session.midstream) {
        if (!closed) Object.assign(session, { state: 'EXPIRED', reason: 'reused' });
        this.#end(key, session);
        session = undefined;
      }
    }
    if (session === undefined) {
      if (this.live.size >= this.#limit) this.#evict(now);
      const turned = step.tcp && (step.flags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK);
      const other = step.back ? step.client : SERVER;
      session = {
        serial: ++this.#serial,
        client: step.client,
        tcp: step.tcp,
        initiator: turned ? other : sender,
        state: 'NEW',
        reason: null,
        midstream: step.tcp ? (step.flags & TCP_SYN) === 0 || turned : false,
        fins: new Set(),
        counts: [0, 0],
        bytes: [0, 0],
        start: now,
        last: now,
      };
      this.live.set(key, session);
    }
    this.#apply(session, step, sender === session.initiator ? OUT : IN);
    session.last = now;
  }

  #apply(session: Modelled, step: Step, direction: 0 | 1): void {
    session.counts[direction]++;
    session.bytes[direction] += 60 + step.length;
    if (session.state === 'CLOSE' || session.state === 'ABORT') return;
    const { flags } = step;
    if (!step.tcp) {
      if (direction === IN) session.state = 'ESTABLISHED';
      return;
    }
    const answer = (flags & TCP_RST) === 0 && ((flags & TCP_SYN && flags & TCP_ACK) || step.length > 0);
    if (direction === IN && answer) session.state = 'ESTABLISHED';
    if (flags & TCP_SYN && !(flags & TCP_ACK) && direction === OUT) session.midstream = false;
    if (flags & TCP_RST) Object.assign(session, { state: 'ABORT', reason: 'rst' });
    else if (flags & TCP_FIN) {
      session.fins.add(direction);
      if (session.fins.size === 2) Object.assign(session, { state: 'CLOSE', reason: 'fin' });
    }
  }

  #isDue(session: Modelled, now: number): boolean {
    return now - session.last > this.#timeout(session);
  }

  #timeout(session: Modelled): number {
    if (!session.tcp) return timeouts.udp * 1e6;
    if (session.fins.size > 0 || session.state === 'CLOSE' || session.state === 'ABORT')
      return timeouts.closeLinger * 1e6;
    return (session.state === 'NEW' ? timeouts.tcpAttempt : timeouts.tcpIdle) * 1e6;
  }

  #expire(key: string, session: Modelled): void {
    if (session.reason === null) {
      const half = session.fins.size > 0;
      Object.assign(session, half ? { state: 'CLOSE', reason: 'fin' } : { state: 'EXPIRED', reason: 'timeout' });
    }
    this.#end(key, session);
  }

  #evict(now: number): void {
    const [key, session] = [...this.live].toSorted(
      ([, one], [, other]) => one.last - other.last || one.serial - other.serial,
    )[0]!;
    if (this.#isDue(session, now)) return this.#expire(key, session);
    if (session.reason === null) {
      Object.assign(session, { state: 'EXPIRED', reason: 'evicted' });
      this.evicted++;
    }
    this.#end(key, session);
  }

  #end(key: string, session: Modelled): void {
    this.live.delete(key);
    this.ended.push(session);
  }

  /** What is due when the input ends, as the table sees to it. */
  finish(now: number): void {
    for (const [name, session] of this.live) {
      if (this.#isDue(session, now) || session.reason !== null) this.#expire(name, session);
    }
  }
}

const flagSets = [TCP_SYN, TCP_SYN | TCP_ACK, TCP_ACK, TCP_ACK, TCP_FIN | TCP_ACK, TCP_RST, TCP_RST | TCP_ACK];
const steps = fc.array(
  fc.record({
    wait: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 900 }) },
      { weight: 2, arbitrary: fc.integer({ min: 1000, max: 20_000 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(5000, 60_000, 120_000, 300_000, 5001, 60_001, 120_001, 300_001, 3_000_000),
      },
    ),
    client: fc.integer({ min: 1, max: 12 }),
    back: fc.boolean(),
    tcp: fc.boolean(),
    flags: fc.constantFrom(...flagSets),
    length: fc.constantFrom(0, 0, 10),
  }),
  { maxLength: 300 },
);

interface Row {
  readonly serial: number;
  readonly state: string | null;
  readonly reason: string | null;
  readonly counts: readonly number[];
  readonly bytes: readonly number[];
  readonly initiator: number;
  readonly midstream: boolean;
  readonly start: number;
  readonly last: number;
}

function run(script: readonly Step[], maxSessions: number, hasher: KeyHasher): void {
  const rows: Row[] = [];
  const balance = { started: 0, ended: 0, forgotten: 0, packets: 0 };
  const table = new FlowTable(
    { ...DEFAULT_FLOW_OPTIONS, timeouts, maxSessions, retainEnded: 3 },
    {
      sessionStarted: () => void balance.started++,
      sessionEnded: (slot) => {
        balance.ended++;
        rows.push(rowOf(table, slot));
      },
      sessionForgotten: () => void balance.forgotten++,
      packet: () => void balance.packets++,
    },
    hasher,
  );
  const model = new Model(maxSessions);
  const packet = new DecodedPacket();
  let now = 1_700_000_000_000_000;
  script.forEach((step, index) => {
    now += step.wait * 1000;
    fill(packet, step, now, index);
    table.ingest(packet);
    model.step(step, now);
    expect(table.counters.live).toBe(model.live.size);
  });
  table.finish();
  model.finish(now);
  const modelled = [...model.ended, ...model.live.values()].map((session): Row => ({
    serial: session.serial,
    state: session.state,
    reason: session.reason,
    counts: session.counts,
    bytes: session.bytes,
    initiator: session.initiator,
    midstream: session.midstream,
    start: session.start,
    last: session.last,
  }));
  const all = [...rows, ...table.openSessions().map((slot) => rowOf(table, slot))];
  expect(all.toSorted(bySerial)).toEqual(modelled.toSorted(bySerial));
  expect(table.counters.evicted).toBe(model.evicted);
  expect(balance).toEqual({
    started: modelled.length,
    ended: model.ended.length,
    forgotten: Math.max(0, model.ended.length - 3),
    packets: script.length,
  });
  expect(table.counters).toMatchObject({ live: model.live.size, sessions: modelled.length, packets: script.length });
}

function bySerial(one: Row, other: Row): number {
  return one.serial - other.serial;
}

function rowOf(table: FlowTable, slot: number): Row {
  const { columns } = table;
  return {
    serial: columns.serial(slot),
    state: stateName(columns.state(slot)),
    reason: endReasonName(columns.endReason(slot)),
    counts: [columns.packets(slot, OUT), columns.packets(slot, IN)],
    bytes: [columns.wireBytes(slot, OUT), columns.wireBytes(slot, IN)],
    initiator: columns.unsigned[columns.initiatorAt(slot) + 3]!,
    midstream: (columns.flags(slot) & 2) !== 0,
    start: columns.startTime(slot),
    last: columns.lastTime(slot),
  };
}

function fill(packet: DecodedPacket, step: Step, now: number, index: number): void {
  packet.kind = KIND_SESSION;
  packet.time = now;
  packet.ipVersion = 4;
  packet.protocol = step.tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
  const [source, destination] = step.back ? [SERVER, step.client] : [step.client, SERVER];
  packet.words.set([0, 0, 0xffff, source, 0, 0, 0xffff, destination]);
  // Ports that give no hint, so that only packets decide who began.
  packet.sourcePort = step.back ? 40_000 : 40_001;
  packet.destinationPort = step.back ? 40_001 : 40_000;
  packet.tcpFlags = step.tcp ? step.flags : 0;
  // Far apart, so that no SYN looks like a late one of the same connection.
  packet.words[8] = (index * 10_000_000) >>> 0;
  packet.words[9] = 0x7fff_ffff;
  packet.payloadLength = step.length;
  packet.wireLength = 60 + step.length;
}

describe('the flow table', () => {
  it('[F31] agrees with a plain model on sessions, states and counts', () => {
    fc.assert(
      fc.property(steps, (script) => run(script, 1000, new SeededHasher(9))),
      { numRuns: 150 },
    );
  });

  it('[F19] evicts exactly the session that a plain model evicts', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), (script, limit) => run(script, limit, new SeededHasher(9))),
      { numRuns: 150 },
    );
  });

  it('[F31] is the same under a hash that tells nothing apart', () => {
    fc.assert(
      fc.property(steps, (script) => run(script, 1000, { hash: () => -5 })),
      { numRuns: 60 },
    );
  });
});
