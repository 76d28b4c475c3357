import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionMarks } from './session-marks.ts';

describe('marks of sessions', () => {
  it('give what began or ended before what only went on, each once, in the order in which it was marked', () => {
    const marks = new SessionMarks();
    marks.changed(5);
    marks.changed(2000);
    marks.turned(7);
    marks.changed(5);
    marks.turned(2000);
    marks.turned(7);
    expect([marks.urgent, marks.size]).toEqual([2, 3]);
    expect([marks.take(true), marks.take(true), marks.take(true)]).toEqual([7, 2000, -1]);
    marks.changed(7);
    expect([marks.take(false), marks.take(false), marks.take(false)]).toEqual([5, 7, -1]);
  });

  it('are those that were set and not taken, whatever happens', () => {
    const step = fc.record({ slot: fc.nat({ max: 40 }), what: fc.constantFrom('changed', 'turned', 'take', 'unmark') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const marks = new SessionMarks();
        const expected = new Map<number, boolean>();
        for (const { slot, what } of steps) {
          if (what === 'changed') {
            marks.changed(slot);
            if (!expected.has(slot)) expected.set(slot, false);
          } else if (what === 'turned') {
            marks.turned(slot);
            expected.set(slot, true);
          } else if (what === 'unmark') {
            marks.unmark(slot);
            expected.delete(slot);
          } else {
            const taken = marks.take(false);
            const isUrgent = expected.get(taken);
            expect(isUrgent === undefined).toBe(expected.size === 0);
            if ([...expected.values()].includes(true)) expect(isUrgent).toBe(true);
            expected.delete(taken);
          }
          expect(marks.size).toBe(expected.size);
          expect(marks.urgent).toBe([...expected.values()].filter(Boolean).length);
          expect(marks.isMarked(slot)).toBe(expected.has(slot));
        }
      }),
    );
  });
});
