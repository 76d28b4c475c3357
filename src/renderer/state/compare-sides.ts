/** Which two stretches of time are compared. Pure; microseconds since the epoch. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import { dayStart } from './travel.ts';

/** `today`: with yesterday until the same time of day. Others: the latest stretch with the one before it. `range`: the range of all views with the stretch before it. */
export const COMPARE_PRESETS = ['hour', 'today', 'day', 'week', 'range', 'file'] as const;
export type ComparePreset = (typeof COMPARE_PRESETS)[number];

export interface Sides {
  readonly before: TimeSpan;
  readonly after: TimeSpan;
}

const SECONDS_US = 1_000_000;
const HOUR_US = 3600 * SECONDS_US;
const LENGTHS: Readonly<Partial<Record<ComparePreset, number>>> = {
  hour: HOUR_US,
  day: 24 * HOUR_US,
  week: 168 * HOUR_US,
};

/** Null: there is nothing to compare with. `shown`: the range of all views as it is now; `zone`: of the clock that times are shown by. */
export function sidesOf(
  preset: Exclude<ComparePreset, 'file'>,
  nowUs: number,
  zone: 'local' | 'utc',
  shown: TimeSpan | null,
): Sides | null {
  if (preset === 'range') return shown === null ? null : withBefore(shown);
  if (preset === 'today') {
    const midnight = dayStart(nowUs / 1000, zone);
    const before = dayStart(midnight - 1, zone) * 1000;
    const today = midnight * 1000;
    return { before: { fromUs: before, toUs: before + (nowUs - today) }, after: { fromUs: today, toUs: nowUs } };
  }
  return withBefore({ fromUs: nowUs - (LENGTHS[preset] ?? HOUR_US), toUs: nowUs });
}

function withBefore(after: TimeSpan): Sides {
  const length = after.toUs - after.fromUs;
  return { before: { fromUs: after.fromUs - length, toUs: after.fromUs - 1 }, after };
}
