import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUEUE_POLICIES, type QueuePolicy } from '#contract/plugins/manifest.ts';
import { DeliveryQueue } from './delivery-queue.ts';

const frame = new Uint8Array(8);
const queue = (size: number, policy: QueuePolicy): DeliveryQueue => new DeliveryQueue({ size, when_full: policy });

describe('a full queue', () => {
  it('drops the oldest frames where it is told to', () => {
    const held = queue(100, 'drop_oldest');
    const frames = Array.from({ length: 5 }, () => new Uint8Array(1));
    for (const one of frames) held.push(one, 50, false);
    expect([held.dropped, held.depth]).toEqual([150, 100]);
    expect(held.next()?.frame).toBe(frames[3]);
  });

  it('drops the newest frames where it is told to', () => {
    const held = queue(100, 'drop_newest');
    const frames = Array.from({ length: 5 }, () => new Uint8Array(1));
    for (const one of frames) held.push(one, 50, false);
    expect([held.dropped, held.depth]).toEqual([150, 100]);
    expect(held.next()?.frame).toBe(frames[0]);
  });

  it('keeps every tenth log from half full on where it is told to sample', () => {
    const held = queue(100, 'sample');
    held.push(frame, 50, false);
    held.push(frame, 45, false);
    expect([held.dropped, held.depth]).toEqual([40, 55]);
    held.next();
    expect(held.next()).toMatchObject({ seq: 2, from: 0, step: 10 });
  });

  it('drops nothing for a reader that waits', () => {
    const held = queue(64, 'drop_newest');
    for (let i = 0; i < 9; i++) held.push(frame, 50, true);
    expect([held.dropped, held.depth]).toEqual([0, 450]);
  });
});

describe('deliveries', () => {
  it('are settled in order by the number of the last one', () => {
    const held = queue(1000, 'drop_oldest');
    for (const rows of [1, 2, 3]) held.push(frame, rows, false);
    expect([held.next()?.seq, held.next()?.seq]).toEqual([1, 2]);
    expect(held.inFlight).toBe(3);
    expect(held.acknowledge(2)).toBe(true);
    expect([held.settled, held.depth, held.inFlight]).toEqual([3, 3, 0]);
  });

  it('that were never made cannot be acknowledged', () => {
    const held = queue(1000, 'drop_oldest');
    held.push(frame, 5, false);
    held.next();
    expect(held.acknowledge(2)).toBe(false);
    expect(held.settled).toBe(0);
  });

  it('are lost with their process, and the next process counts from one', () => {
    const held = queue(1000, 'drop_oldest');
    for (const rows of [4, 5, 6]) held.push(frame, rows, false);
    held.next();
    held.next();
    held.acknowledge(1);
    expect(held.processGone()).toBe(5);
    expect([held.settled, held.dropped, held.depth]).toEqual([4, 5, 6]);
    expect(held.next()?.seq).toBe(1);
  });
});

it('counts every log exactly once, whatever happens', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), rows: fc.integer({ min: 1, max: 512 }), lossless: fc.boolean() }),
    fc.record({ kind: fc.constant('next' as const) }),
    fc.record({ kind: fc.constant('ack' as const), seq: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ kind: fc.constantFrom('gone' as const, 'clear' as const) }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...QUEUE_POLICIES),
      fc.integer({ min: 64, max: 2000 }),
      fc.array(step),
      (policy, size, steps) => {
        const held = queue(size, policy);
        let pushed = 0;
        for (const one of steps) {
          if (one.kind === 'push') {
            pushed += one.rows;
            held.push(frame, one.rows, one.lossless);
          } else if (one.kind === 'next') held.next();
          else if (one.kind === 'ack') held.acknowledge(one.seq);
          else if (one.kind === 'gone') held.processGone();
          else held.clear();
          expect(held.settled + held.dropped + held.depth).toBe(pushed);
          expect(held.logsIn).toBe(pushed);
        }
      },
    ),
  );
});
