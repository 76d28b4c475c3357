import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHAIN_NAMES } from '#contract/observers.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { LINKTYPE_ETHERNET } from '#main/engine/decode/link-types.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import { bytesOf, ethernet } from '#main/engine/decode/test-frames.ts';
import { chainsNamed } from './chains.ts';
import { FlowObserver } from './flow-observer.ts';
import { icmpError, type ObservedRecord, tcp, udp } from './test-packets.ts';

const options = '020405b4 0303070022 0a 0102030405060708 fe08f98901020304 080a0000000000000000 0402';
const dns = '1234 8180 0001 0001 0000 0000 03777777 00 0001 0001 c00c 0001 0001 00000000 0004 c0000205';
const sound = [
  tcp('S', { options, trafficClass: 0xbb }),
  tcp('SA', { options, acknowledgement: '00000002' }, true),
  tcp('A', { payload: '616263', fragment: 0x8000 }),
  tcp('FA', {}, true),
  tcp('R'),
  udp({ payload: dns }, true),
  udp({ checksum: '0000' }),
  udp({ fragment: 0x2000 }),
  udp({ fragment: 0x0001 }),
  icmpError(3, tcp('S')),
  icmpError(11, udp({}, true)),
].map((packet) => bytesOf(ethernet(0x0800) + packet));

/** One of these, some bytes changed, cut somewhere; and the time until the next. */
const step = fc.record({
  frame: fc.constantFrom(...sound),
  changes: fc.array(fc.tuple(fc.nat(110), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
  cut: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(90) }),
  gapMs: fc.nat(9000),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const FLOW_LIMIT = 3;

/** `filler`: what lies behind each captured frame. */
function observed(steps: readonly Step[], filler: number) {
  const records: ObservedRecord[] = [];
  const observer: FlowObserver = new FlowObserver(
    chainsNamed(CHAIN_NAMES),
    (flow) => {
      records.push(Object.fromEntries(observer.keys.map((key, position) => [key, observer.value(flow, position)])));
    },
    1,
    { idleSeconds: 30, lingerSeconds: 5, maxFlows: FLOW_LIMIT, maxIgnored: 1 },
  );
  const packet = new DecodedPacket();
  let taken = 0;
  let time = 0;
  for (const { frame, changes, cut, gapMs } of steps) {
    const bytes = new Uint8Array(frame.length + 300).fill(filler);
    bytes.set(frame);
    for (const [at, value] of changes) if (at < frame.length) bytes[at] = value;
    const captured = Math.max(0, frame.length - cut);
    bytes.fill(filler, captured);
    time += gapMs * 1000;
    packet.time = time;
    decodeFrame(bytes, 0, captured, frame.length, LINKTYPE_ETHERNET, packet);
    if (packet.kind !== KIND_SESSION) continue;
    taken++;
    observer.ingest(packet);
  }
  observer.flush();
  return { records, observer, taken };
}

it('counts every packet once, whatever its bytes, and reads none that were not captured', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { records, observer, taken } = observed(steps, 0);
      const sum = (key: string) => records.reduce((total, record) => total + (record[key] as number), 0);
      expect(sum('pkt_fwd') + sum('pkt_rev')).toBe(taken - observer.short);
      expect(records).toHaveLength(observer.counters.flows);
      for (const record of records) {
        expect(record['pkt_fwd']).toBeGreaterThanOrEqual(1);
        expect(record['pkt_last']).toBeGreaterThanOrEqual(record['pkt_first'] as number);
        expect(record['oct_fwd']).toBeGreaterThanOrEqual(20);
      }
      expect(observed(steps, 0xff).records).toEqual(records);
    }),
    { numRuns: 300 },
  );
});
