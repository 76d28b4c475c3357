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
        // Slots rise here, so they can stand for what they hold.
        expect(order.countAbove(offset, (slot) => slot)).toBe(expected.filter((slot) => slot > offset).length);
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
    const block = new Uint32Array(4);
    expect(order.readDown(9501, 2, block)).toBe(2);
    expect([...block.subarray(0, 2)]).toEqual([9501, 9500]);
    expect(order.readDown(9001, 4, block)).toBe(2);
    order.endWalk();
    for (let slot = 20_001; slot < 22_000; slot++) order.append(slot);
    expect(order.endPosition).toBe(3000);
    expect(order.size).toBe(3000);
  });

  it('answers the same at every step of closing holes', () => {
    const order = new SlotOrder();
    for (let slot = 0; slot < 12_000; slot++) order.append(slot);
    for (let slot = 0; slot < 12_000; slot++) if (slot % 3 !== 0) order.remove(slot);
    let expected = Array.from({ length: 4000 }, (_, i) => i * 3);
    for (let step = 0; step < 3000; step++) {
      order.append(20_000 + step);
      expected.push(20_000 + step);
      if (step % 7 === 0) order.remove(expected.shift()!);
      if (step % 97 !== 0) continue;
      expect([...order.toArray()].filter((slot) => slot >= 0)).toEqual(expected);
      expect(order.latest(step, 5)).toEqual(expected.toReversed().slice(step, step + 5));
    }
    expect(order.endPosition).toBeLessThan(8000);
  });

  it('finds a slot by a value that rises', () => {
    const order = new SlotOrder();
    for (let slot = 0; slot < 100; slot++) order.append(slot);
    for (const slot of [0, 1, 2, 50, 51, 98, 99]) order.remove(slot);
    const find = (wanted: number): number => order.find(wanted, (slot) => slot * 10);
    for (let slot = 0; slot < 100; slot++) {
      const gone = slot < 3 || slot === 50 || slot === 51 || slot > 97;
      expect(find(slot * 10)).toBe(gone ? -1 : slot);
      expect(find(slot * 10 + 5)).toBe(-1);
      // Whether the guess is right, wrong or nowhere.
      for (const guess of [slot, slot - 1, -5, 1e9]) {
        expect(order.find(slot * 10, (at) => at * 10, guess)).toBe(gone ? -1 : slot);
      }
    }
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
