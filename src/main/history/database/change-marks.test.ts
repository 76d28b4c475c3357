import { expect, it } from 'vitest';
import { ChangeMarks } from './change-marks.ts';
import { toBatch } from './test-database.ts';

const HOUR_US = 3600e6;
const at = (hours: number): number => hours * HOUR_US;

function marksOfHours(settleMs = 0): { readonly marks: ChangeMarks; pass(ms: number): void } {
  let nowMs = 0;
  const marks = new ChangeMarks({ seconds: 3600, settleMs, nowMs: () => nowMs });
  return { marks, pass: (ms) => (nowMs += ms) };
}

const ended = (no: number, hours: number) => ({ session_no: no, start_time: at(hours), open: false });

it('a change counts in the hour that its row begins in, and where it is asked for in those that follow', () => {
  const { marks } = marksOfHours();
  const since = marks.count;
  marks.batch(toBatch({ sessions: [ended(1, 5.5)], dns: [{ dns_no: 1, time: at(9) }] }));
  const changed = [4, 5, 6, 8, 9, 10].filter((hour) => !marks.isSame(hour, since, false));
  expect(changed).toEqual([5, 9]);
  const withEarlier = [4, 5, 6, 8, 9, 10].filter((hour) => !marks.isSame(hour, since, true));
  expect(withEarlier).toEqual([5, 6, 8, 9, 10]);
  expect(marks.isSame(5, marks.count, true)).toBe(true);
});

it('open sessions change nothing that lasts', () => {
  const { marks } = marksOfHours();
  marks.batch(toBatch({ sessions: [{ session_no: 1, start_time: at(5), open: true }] }));
  expect(marks.isSame(5, 0, true)).toBe(true);
});

it('an hour has settled once nothing changed in it for a while', () => {
  const { marks, pass } = marksOfHours(1000);
  marks.batch(toBatch({ sessions: [ended(1, 5)] }));
  pass(999);
  expect([5, 6].map((hour) => marks.isSettled(hour, false))).toEqual([false, true]);
  expect(marks.isSettled(6, true)).toBe(false);
  pass(1);
  expect(marks.isSettled(5, false)).toBe(true);
});

it('traffic that comes late may belong to any session', () => {
  const { marks } = marksOfHours();
  const traffic = (hours: number) => toBatch({ traffic: [{ time: at(hours), seconds: 10, session_no: 1 }] });
  marks.batch(traffic(5));
  marks.batch(traffic(5 - 1 / 120));
  expect(marks.isSame(3, 0, false)).toBe(true);
  marks.batch(traffic(4));
  expect(marks.isSame(3, 0, false)).toBe(false);
});

it('what left by its age changes the hours before alone', () => {
  const { marks } = marksOfHours();
  marks.goneBefore(at(5));
  marks.goneBefore(at(3));
  expect([2, 4, 5, 6].map((hour) => marks.isSame(hour, 0, true))).toEqual([false, false, true, true]);
});

it('forgetting is told', () => {
  const { marks } = marksOfHours();
  let told = 0;
  marks.onForgotten(() => (told += 1));
  marks.forgotten();
  expect(told).toBe(1);
  expect(marks.isSame(7, 0, false)).toBe(false);
});
