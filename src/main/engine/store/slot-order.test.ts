import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlotOrder } from './slot-order.ts';
import { SlotQueue } from './slot-queue.ts';

describe('slots in order of arrival', () => {
  it('finds any window of the latest ones, whatever was removed before', () => {
    const steps = fc.array(fc.record({ add: fc.nat(3000), remove: fc.nat(2500) }), { maxLength: 8 });
    fc.assert(
      fc.property(steps, fc.nat(6000), (plan, offset) => {
        const order = new SlotOrder();
        let expected: number[] = [];
        let next = 0;
        for (const { add, remove } of plan) {
          for (let i = 0; i < add; i++) {
            order.append(next);
            expected.push(next++);
          }
          for (const slot of expected.slice(0, remove)) order.remove(slot);
          expected = expected.slice(remove);
        }
        expect(order.size).toBe(expected.length);
        expect(order.latest(offset, 20)).toEqual(expected.toReversed().slice(offset, offset + 20));
      }),
      { numRuns: 50 },
    );
  });

  it('does not move anything while somebody walks', () => {
    const order = new SlotOrder();
    for (let slot = 0; slot < 10_000; slot++) order.append(slot);
    order.beginWalk();
    for (let slot = 0; slot < 9000; slot++) order.remove(slot);
    order.append(20_000);
    expect(order.slotAt(9500)).toBe(9500);
    order.endWalk();
    order.append(20_001);
    expect(order.endPosition).toBe(1002);
  });
});

describe('slot queue', () => {
  it('is first in, first out across growth', () => {
    const queue = new SlotQueue();
    for (let slot = 0; slot < 1500; slot++) queue.push(slot);
    for (let slot = 0; slot < 1000; slot++) expect(queue.shift()).toBe(slot);
    for (let slot = 1500; slot < 4000; slot++) queue.push(slot);
    expect([...queue.toArray()]).toEqual(Array.from({ length: 3000 }, (_, i) => 1000 + i));
    expect(queue.size).toBe(3000);
  });
});
