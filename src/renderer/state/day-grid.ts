/** Days as a sheet of a calendar: whole weeks, and how much was on each day. Pure. */
import type { HistoryInfo } from '#contract/history/answers.ts';
import { dayStart, nextDay } from './travel.ts';

export interface DayCell {
  /** Its beginning, epoch milliseconds. */
  readonly startMs: number;
  readonly bytes: number;
  readonly sessions: number;
  /** 0: nothing, up to 4: the most of any day on the sheet. */
  readonly level: 0 | 1 | 2 | 3 | 4;
  readonly isToday: boolean;
  /** It has not come yet. */
  readonly isAhead: boolean;
}

export const WEEKS = 6;

/** `back`: how many sheets before the one with today. Weeks begin with `firstDay` (0: Sunday); each row is one. */
export function daySheet(
  days: HistoryInfo['days'],
  nowMs: number,
  zone: 'local' | 'utc',
  back: number,
  firstDay: number,
): readonly (readonly DayCell[])[] {
  const today = dayStart(nowMs, zone);
  const weekday = (weekdayOf(today, zone) - firstDay + 7) % 7;
  const first = nextDay(today, zone, -weekday - (WEEKS - 1) * 7 - back * WEEKS * 7);
  const known = new Map(days.map((day) => [dateOf(day.dayUs / 1000, zone), day]));
  const starts = Array.from({ length: WEEKS * 7 }, (_, at) => nextDay(first, zone, at));
  const found = starts.map((start) => known.get(dateOf(start, zone)));
  const most = Math.max(0, ...found.map((day) => day?.bytes ?? 0));
  const cells = starts.map((startMs, at): DayCell => {
    const { bytes = 0, sessions = 0 } = found[at] ?? {};
    return {
      startMs,
      bytes,
      sessions,
      level: levelOf(bytes, sessions, most),
      isToday: startMs === today,
      isAhead: startMs > today,
    };
  });
  return Array.from({ length: WEEKS }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** By the logarithm: a day with a tenth of the traffic is no empty one. */
function levelOf(bytes: number, sessions: number, most: number): DayCell['level'] {
  if (bytes === 0 && sessions === 0) return 0;
  if (bytes <= 1 || most <= 1) return 1;
  const below = Math.log10(most / bytes);
  return below < 0.4 ? 4 : below < 1 ? 3 : below < 2 ? 2 : 1;
}

function weekdayOf(timeMs: number, zone: 'local' | 'utc'): number {
  const date = new Date(timeMs);
  return zone === 'utc' ? date.getUTCDay() : date.getDay();
}

function dateOf(timeMs: number, zone: 'local' | 'utc'): string {
  const date = new Date(timeMs);
  return zone === 'utc'
    ? `${date.getUTCFullYear()}-${date.getUTCMonth()}-${date.getUTCDate()}`
    : `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
