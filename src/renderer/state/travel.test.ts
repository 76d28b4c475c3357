import { describe, expect, it } from 'vitest';
import { daySheet } from './day-grid.ts';
import { dayOf, isBeyond, momentOf, nextDomain, rangeOf, reachOf, type Surroundings } from './travel.ts';

const DAY = 86_400_000_000;
const HOUR = 3_600_000_000;
/** Monday, 30 November 2026, 14:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 30, 14);
const NOW = NOW_MS * 1000;
const between = (fromUs: number, toUs: number) => ({ kind: 'between', fromUs, toUs }) as const;

const nothing: Surroundings = {
  capture: { kind: null, state: 'idle', first_time_us: null, last_time_us: null },
  hasHistory: true,
  info: { span: { fromUs: NOW - 9 * DAY, toUs: NOW - HOUR } },
  imported: null,
  nowUs: NOW,
};
const live: Surroundings = {
  ...nothing,
  capture: { kind: 'live', state: 'running', first_time_us: NOW - HOUR, last_time_us: NOW },
};

describe('where one can go', () => {
  it('has days from midnight to midnight', () => {
    expect(rangeOf('today', NOW_MS, 'utc')).toEqual(
      between(Date.UTC(2026, 10, 30) * 1000, Date.UTC(2026, 11, 1) * 1000 - 1),
    );
    expect(rangeOf('yesterday', NOW_MS, 'utc')).toEqual(
      between(Date.UTC(2026, 10, 29) * 1000, Date.UTC(2026, 10, 30) * 1000 - 1),
    );
    expect(rangeOf('last7d', NOW_MS, 'utc')).toEqual({ kind: 'last', seconds: 604_800 });
  });

  it('has local days that are as long as they are where clocks are changed', () => {
    // Of any zone: a day ends a moment before the next one begins.
    for (let day = 0; day < 366; day++) {
      const range = dayOf(NOW_MS + day * 86_400_000, 'local');
      if (range.kind !== 'between') throw new Error('A day is a stretch');
      const next = dayOf((range.toUs + 1) / 1000, 'local');
      expect(next).toMatchObject({ fromUs: range.toUs + 1 });
      expect(new Date(range.fromUs / 1000).getHours()).toBe(0);
    }
  });
});

describe('what is beyond the capture on view', () => {
  it.each<[string, Parameters<typeof isBeyond>, boolean]>([
    ['no range', [null, live], false],
    ['a range before a live capture', [between(NOW - 2 * HOUR, NOW), live], true],
    ['a range within it', [between(NOW - HOUR, NOW), live], false],
    ['a moving range that is longer', [{ kind: 'last', seconds: 3601 }, live], true],
    ['a moving range as long as it', [{ kind: 'last', seconds: 3600 }, live], false],
    [
      'a range of which history knows nothing earlier',
      [
        { kind: 'last', seconds: 86_400 },
        { ...live, info: { span: { fromUs: NOW - HOUR, toUs: NOW } } },
      ],
      false,
    ],
    ['any range where nothing is on view', [{ kind: 'last', seconds: 60 }, nothing], true],
    [
      'any range without a history',
      [
        { kind: 'last', seconds: 60 },
        { ...nothing, hasHistory: false },
      ],
      false,
    ],
    ['any range of a file', [between(0, NOW), { ...live, capture: { ...live.capture!, kind: 'file' } }], false],
    ['any range of an import', [between(0, NOW), { ...nothing, imported: { fromUs: 0, toUs: 1 } }], false],
  ])('%s', (_what, given, expected) => expect(isBeyond(...given)).toBe(expected));
});

describe('the stretch that the strip shows', () => {
  const week = rangeOf('last7d', NOW_MS, 'utc');
  const day = dayOf(NOW_MS - 86_400_000, 'utc');

  it('is what was gone to, and stays while one looks at parts of it', () => {
    expect(nextDomain(null, day, nothing)).toBe(day);
    const part = between(NOW - DAY, NOW - DAY + HOUR);
    expect(nextDomain(day, part, nothing)).toBe(day);
    expect(nextDomain(week, part, nothing)).toBe(week);
  });

  it('stays, too, where that part is in the capture', () => {
    expect(nextDomain(week, between(NOW - HOUR / 2, NOW), live)).toBe(week);
    expect(nextDomain(null, between(NOW - HOUR / 2, NOW), live)).toBeNull();
  });

  it('is another one outside of it, and the capture’s without a range', () => {
    const other = dayOf(NOW_MS - 5 * 86_400_000, 'utc');
    expect(nextDomain(day, other, nothing)).toBe(other);
    expect(nextDomain(day, week, nothing)).toBe(week);
    expect(nextDomain(day, null, live)).toBeNull();
    expect(nextDomain(week, { kind: 'last', seconds: 60 }, live)).toBeNull();
  });

  it('is all of an import', () => {
    const imported = { fromUs: 5, toUs: 9 };
    const whole = nextDomain(null, null, { ...nothing, imported });
    expect(whole).toEqual(between(5, 9));
    expect(nextDomain(whole, between(6, 7), { ...nothing, imported })).toBe(whole);
  });

  it('ends now where it reaches into the future, and can be moved about in all that history has', () => {
    const today = momentOf(rangeOf('today', NOW_MS, 'utc'), nothing);
    expect(today).toEqual({ fromUs: Date.UTC(2026, 10, 30) * 1000, toUs: NOW });
    expect(reachOf(nothing, today)).toEqual({ fromUs: NOW - 9 * DAY, toUs: NOW });
  });
});

describe('the sheet of days', () => {
  const on = (daysAgo: number, bytes: number, sessions = 1) => ({
    dayUs: (Date.UTC(2026, 10, 30) - daysAgo * 86_400_000) * 1000,
    bytes,
    sessions,
  });

  it('ends with the week of today, each row from Monday on', () => {
    const weeks = daySheet([], NOW_MS, 'utc', 0, 1);
    expect(weeks).toHaveLength(6);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeks[5]![0]).toMatchObject({ startMs: Date.UTC(2026, 10, 30), isToday: true, isAhead: false });
    expect(weeks[5]![1]).toMatchObject({ isToday: false, isAhead: true });
    expect(weeks[0]![0]!.startMs).toBe(Date.UTC(2026, 9, 26));
  });

  it('goes on without a gap one sheet earlier', () => {
    const earlier = daySheet([], NOW_MS, 'utc', 1, 1).flat();
    expect(earlier.at(-1)!.startMs).toBe(Date.UTC(2026, 9, 25));
  });

  it('tells days apart by how much was on them, and never takes one with little for an empty one', () => {
    const days = daySheet([on(1, 1e9), on(2, 2e8), on(3, 2e7), on(4, 10), on(5, 0, 3)], NOW_MS, 'utc', 0, 1).flat();
    const levels = days.filter((day) => day.level > 0).map((day) => day.level);
    expect(levels).toEqual([1, 1, 2, 3, 4]);
  });
});
