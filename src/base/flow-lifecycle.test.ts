import { describe, expect, it } from 'vitest';
import {
  DEFAULT_FLOW_LIFE,
  FlowLifeCycle,
  type FlowLifeOptions,
  PACKET_FORWARD,
  PACKET_IGNORED,
  PACKET_NEW,
  PACKET_REVERSE,
} from './flow-lifecycle.ts';

const SECOND = 1_000_000;

/** A life-cycle whose flows are named, and the names in the order in which they were emitted. */
function started(options: Partial<FlowLifeOptions> = {}) {
  const emitted: string[] = [];
  const life = new FlowLifeCycle<string>((_, name) => void emitted.push(name), { ...DEFAULT_FLOW_LIFE, ...options });
  /** A packet at a time in seconds; begins a flow of that name where there is none. */
  const packet = (key: number, seconds: number, name: string, opposite = false) => {
    const verdict = life.packet(key, seconds * SECOND, opposite);
    if (verdict === PACKET_NEW) life.begin(key, seconds * SECOND, opposite, name);
    return verdict;
  };
  return { life, emitted, packet };
}

describe('direction', () => {
  it('is that of the first packet, whichever way the key was made', () => {
    const { packet } = started();
    expect(packet(1, 0, 'a', true)).toBe(PACKET_NEW);
    expect(packet(1, 1, 'a', true)).toBe(PACKET_FORWARD);
    expect(packet(1, 1, 'a', false)).toBe(PACKET_REVERSE);
  });

  it('is found for a flow that is expiring, too', () => {
    const { life, packet } = started();
    packet(1, 0, 'a');
    life.end(1);
    expect(packet(1, 1, 'a', true)).toBe(PACKET_REVERSE);
  });
});

describe('a flow that was declined', () => {
  it('is ignored in both directions until the flush', () => {
    const { life, emitted } = started();
    expect(life.packet(7, 0, false)).toBe(PACKET_NEW);
    life.ignore(7);
    expect(life.packet(7, 1, true)).toBe(PACKET_IGNORED);
    expect(life.packet(7, 1000 * SECOND, false)).toBe(PACKET_IGNORED);
    life.flush();
    expect(life.packet(7, 1000 * SECOND, false)).toBe(PACKET_NEW);
    expect(emitted).toEqual([]);
    expect(life.counters).toMatchObject({ flows: 0, ignoredFlows: 1, ignoredPackets: 3 });
  });

  it('is forgotten, and counted, where too many are', () => {
    const { life } = started({ maxIgnored: 2 });
    for (const key of [1, 2, 3]) {
      life.packet(key, 0, false);
      life.ignore(key);
    }
    expect([1, 2, 3].map((key) => life.packet(key, 0, false))).toEqual([PACKET_NEW, PACKET_IGNORED, PACKET_IGNORED]);
    expect(life.counters.ignoredForgotten).toBe(1);
  });
});

describe('completion', () => {
  it('lingers for 5 seconds of packet time, in which packets still belong to the flow', () => {
    const { life, emitted, packet } = started();
    packet(1, 10, 'a');
    life.end(1);
    expect(packet(1, 14, 'a')).toBe(PACKET_FORWARD);
    expect(emitted).toEqual([]);
    expect(packet(1, 15, 'b')).toBe(PACKET_NEW);
    expect(emitted).toEqual(['a']);
  });

  it('is not put off by a second end', () => {
    const { life, emitted, packet } = started();
    packet(1, 10, 'a');
    life.end(1);
    packet(1, 14, 'a');
    life.end(1);
    packet(2, 15, 'b');
    expect(emitted).toEqual(['a']);
  });

  it('counts in seconds rounded up', () => {
    const { life, emitted, packet } = started();
    packet(1, 10.2, 'a'); // second 11
    life.end(1);
    packet(2, 15.9, 'b'); // second 16
    expect(emitted).toEqual(['a']);
    packet(3, 20, 'c');
    life.end(3);
    packet(2, 24, 'b');
    expect(emitted).toEqual(['a']);
    packet(2, 24.000_001, 'b');
    expect(emitted).toEqual(['a', 'c']);
  });

  it('comes after 30 seconds without a packet, and lingers like any', () => {
    const { emitted, packet } = started();
    packet(1, 0, 'a');
    packet(1, 20, 'a');
    packet(2, 49, 'b');
    expect(packet(1, 54, 'a')).toBe(PACKET_FORWARD); // complete at 50, emitted at 55
    expect(emitted).toEqual([]);
    expect(packet(1, 55, 'c')).toBe(PACKET_NEW);
    expect(emitted).toEqual(['a']);
  });

  it('is told in the order of completion across a gap in the traffic', () => {
    const { life, emitted, packet } = started();
    packet(1, 0, 'idle at 30');
    packet(2, 1, 'idle at 31');
    packet(3, 2, 'ended at 2');
    life.end(3);
    packet(1, 5, 'idle at 35');
    expect(emitted).toEqual([]);
    packet(4, 1000, 'd');
    expect(emitted).toEqual(['ended at 2', 'idle at 31', 'idle at 30']);
  });
});

it('never turns the clock back', () => {
  const { emitted, packet } = started();
  packet(1, 100, 'a');
  expect(packet(2, 50, 'b')).toBe(PACKET_NEW);
  packet(3, 129, 'c');
  expect(emitted).toEqual([]);
  packet(3, 135, 'c');
  expect(emitted).toEqual(['a', 'b']);
});

it('emits expiring flows before active ones at the end', () => {
  const { life, emitted, packet } = started();
  packet(1, 0, 'a');
  packet(2, 1, 'b');
  life.end(2);
  life.flush();
  expect(emitted).toEqual(['b', 'a']);
  expect(life.size).toBe(0);
});

it('emits so many at a time, where that is asked for', () => {
  const { life, emitted, packet } = started();
  for (const key of [1, 2, 3]) packet(key, 0, `${key}`);
  expect(life.flush(2)).toBe(true);
  expect(emitted).toEqual(['1', '2']);
  expect(life.flush(2)).toBe(false);
  expect(emitted).toEqual(['1', '2', '3']);
});

it('knows when the first and the last packet came', () => {
  const times: number[] = [];
  const life = new FlowLifeCycle<null>((key) => times.push(life.firstTime(key), life.lastTime(key)));
  life.packet(0, 5, false);
  life.begin(0, 5, false, null);
  life.packet(0, 9, true);
  life.flush();
  expect(times).toEqual([5, 9]);
});

describe('limits', () => {
  it('emit the flow that was quiet for longest, and count it', () => {
    const { life, emitted, packet } = started({ maxFlows: 2 });
    packet(1, 0, 'a');
    packet(2, 1, 'b');
    packet(1, 2, 'a');
    packet(3, 3, 'c');
    expect(emitted).toEqual(['b']);
    expect(life.size).toBe(2);
    expect(life.counters).toMatchObject({ flows: 3, evicted: 1 });
  });

  it('prefer a flow that is complete', () => {
    const { life, emitted, packet } = started({ maxFlows: 2 });
    packet(1, 0, 'a');
    packet(2, 1, 'b');
    life.end(2);
    packet(3, 1, 'c');
    expect(emitted).toEqual(['b']);
  });
});

describe('a key that is given to another conversation', () => {
  it('ends the flow that was held under it', () => {
    const { life, emitted, packet } = started();
    packet(1, 0, 'a');
    life.renew(1);
    expect(emitted).toEqual(['a']);
    expect(packet(1, 0, 'b', true)).toBe(PACKET_NEW);
    expect(packet(1, 0, 'b', true)).toBe(PACKET_FORWARD);
    expect(life.counters.evicted).toBe(1);
  });

  it('is not ignored any more', () => {
    const { life } = started();
    life.packet(1, 0, false);
    life.ignore(1);
    life.renew(1);
    expect(life.packet(1, 0, false)).toBe(PACKET_NEW);
  });

  it('may be one that was never used', () => {
    const { life } = started();
    life.renew(12_345);
    expect(life.counters.evicted).toBe(0);
  });
});

it('agrees with a plain model over random packets', () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const { life, emitted, packet } = started();
  const expected: string[] = [];
  const model = new Map<number, { name: string; completeAt: number; ended: boolean }>();
  let time = 0;
  for (let count = 0; count < 5000; count++) {
    time += random(4000) / 1000;
    const clock = Math.ceil(time);
    const done = [...model].filter(([, flow]) => flow.completeAt + 5 <= clock);
    for (const [key, flow] of done) {
      expected.push(flow.name);
      model.delete(key);
    }
    const key = random(40);
    const flow = model.get(key);
    expect(packet(key, time, `${key} at ${time}`)).toBe(flow === undefined ? PACKET_NEW : PACKET_FORWARD);
    if (flow === undefined) model.set(key, { name: `${key} at ${time}`, completeAt: clock + 30, ended: false });
    else if (!flow.ended && flow.completeAt > clock) flow.completeAt = clock + 30;
    if (random(8) > 0) continue;
    life.end(key);
    const ending = model.get(key)!;
    if (ending.ended || ending.completeAt <= clock) continue;
    ending.ended = true;
    ending.completeAt = clock;
  }
  expect(emitted.toSorted()).toEqual(expected.toSorted());
  expect(emitted.length).toBeGreaterThan(500);
});
