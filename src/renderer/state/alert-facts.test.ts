import { describe, expect, it } from 'vitest';
import {
  filterAlerts,
  isFiltering,
  isSeen,
  markOf,
  NO_ALERT_FILTER,
  severityCountsText,
  sourcesOf,
  unseenCounts,
} from './alert-facts.ts';
import { alertOf, alertsOf } from './pipeline-fixtures.ts';

describe('seen alerts', () => {
  it('are those up to the mark, whatever order they come in', () => {
    const mark = markOf([alertOf(2), alertOf(3), alertOf(1)], null);
    expect(mark).toEqual({ number: 3, time_ms: 3000 });
    expect([1, 2, 3, 4].map((number) => isSeen(alertOf(number), mark))).toEqual([true, true, true, false]);
    expect(isSeen(alertOf(1), null)).toBe(false);
  });

  it('of one millisecond are told apart by their numbers', () => {
    const mark = markOf([alertOf(5, { time_ms: 1 })], null);
    expect(isSeen(alertOf(4, { time_ms: 1 }), mark)).toBe(true);
    expect(isSeen(alertOf(6, { time_ms: 1 }), mark)).toBe(false);
  });

  it('stay seen, and new ones are new, after the engine began to count again', () => {
    const mark = markOf([alertOf(900)], null);
    expect(isSeen(alertOf(1, { time_ms: 900_001 }), mark)).toBe(false);
    expect(isSeen(alertOf(899), mark)).toBe(true);
  });

  it('never go back', () => {
    const mark = { number: 9, time_ms: 9000 };
    expect(markOf([alertOf(3)], mark)).toEqual(mark);
    expect(markOf([], mark)).toEqual(mark);
  });
});

describe('the count in the rail', () => {
  it('is of what was not seen, by severity, with the worst', () => {
    const frame = alertsOf(
      alertOf(1, { severity: 'critical' }),
      alertOf(2, { severity: 'low' }),
      alertOf(3, { severity: 'high' }),
      alertOf(4, { severity: 'low' }),
    );
    const counts = unseenCounts(frame, { number: 1, time_ms: 1000 });
    expect(counts).toMatchObject({ count: 3, more: false, worst: 'high' });
    expect(severityCountsText(counts.by_severity)).toBe('1 high, 2 low');
  });

  it('says when there are more than were sent', () => {
    const frame = { ...alertsOf(alertOf(8), alertOf(9)), total: 9 };
    expect(unseenCounts(frame, null)).toMatchObject({ count: 2, more: true });
    expect(unseenCounts(frame, { number: 8, time_ms: 8000 })).toMatchObject({ count: 1, more: false });
  });

  it('is nothing before the engine said anything and when all is seen', () => {
    expect(unseenCounts(null, null)).toMatchObject({ count: 0, more: false, worst: null });
    expect(unseenCounts({ ...alertsOf(alertOf(9)), total: 9 }, { number: 9, time_ms: 9000 })).toMatchObject({
      count: 0,
      more: false,
    });
  });
});

describe('the list of alerts', () => {
  const alerts = [
    alertOf(1, { severity: 'low', source: 'plugin', name: 'dns-watch' }),
    alertOf(2, { severity: 'high', name: 'watch' }),
    alertOf(3, { severity: 'low', name: 'watch' }),
    alertOf(4, { severity: 'low', source: 'plugin', name: 'watch' }),
  ];
  const numbers = (filter: Parameters<typeof filterAlerts>[1]): number[] =>
    filterAlerts(alerts, filter, { number: 2, time_ms: 2000 }).map(({ number }) => number);

  it('is narrowed by severity, by who raised them, and by what is new', () => {
    expect(numbers(NO_ALERT_FILTER)).toEqual([1, 2, 3, 4]);
    expect(numbers({ ...NO_ALERT_FILTER, severities: new Set(['low']) })).toEqual([1, 3, 4]);
    expect(numbers({ ...NO_ALERT_FILTER, source: 'pipeline:watch' })).toEqual([2, 3]);
    expect(numbers({ ...NO_ALERT_FILTER, unseenOnly: true })).toEqual([3, 4]);
    expect(numbers({ severities: new Set(['low']), source: 'plugin:watch', unseenOnly: true })).toEqual([4]);
    expect(isFiltering(NO_ALERT_FILTER)).toBe(false);
    expect(isFiltering({ ...NO_ALERT_FILTER, severities: new Set(['low']) })).toBe(true);
  });

  it('tells a pipeline from a plugin of the same name', () => {
    expect(sourcesOf(alerts)).toEqual([
      { source: 'pipeline', name: 'watch' },
      { source: 'plugin', name: 'dns-watch' },
      { source: 'plugin', name: 'watch' },
    ]);
  });
});
