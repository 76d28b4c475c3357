import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCalendar } from './strftime.ts';

/** Conversions that the system's own `date` has in the C locale, too. */
const CONVERSIONS = 'a A b B c C d D e F g G h H I j m M p r R S T u U V w W x X y Y %'.split(' ');

function calendarOf(seconds: number): Parameters<typeof formatCalendar>[1] {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return {
    second: date.getUTCSeconds(),
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month: date.getUTCMonth(),
    year,
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000),
    offsetSeconds: 0,
  };
}

describe('dates as text', () => {
  it.skipIf(process.platform !== 'linux')('are what the system writes', () => {
    const pattern = CONVERSIONS.map((conversion) => `%${conversion}`).join('|');
    // The turns of many years are where weeks are counted differently.
    const turns = Array.from({ length: 60 }, (_, at) => Date.UTC(1990 + at, 0, 1) / 1000 + (at % 9) * 86_400 - 345_600);
    const times = [...turns, ...fc.sample(fc.nat(4_000_000_000), { numRuns: 60, seed: 7 })];
    const input = times.map((time) => `@${time}`).join('\n');
    const theirs = execFileSync('date', ['-u', '-f', '-', `+${pattern}`], {
      input,
      encoding: 'utf8',
      env: { LC_ALL: 'C' },
    });
    expect(times.map((time) => formatCalendar(pattern, calendarOf(time)))).toEqual(theirs.trimEnd().split('\n'));
  });

  it('know the zone, and leave alone what they do not know', () => {
    const time = calendarOf(0);
    expect(formatCalendar('%z %Z', time)).toBe('+0000 GMT');
    expect(formatCalendar('%z', { ...time, offsetSeconds: 19_800 })).toBe('+0530');
    expect(formatCalendar('%z', { ...time, offsetSeconds: -34_200 })).toBe('-0930');
    expect(formatCalendar('%Q 100% %', time)).toBe('%Q 100% %');
  });
});
