/**
 * Places on a line of time on which long silences are cut short: what happened in bursts stays apart, and each cut says how long it was.
 * Pure.
 */

export interface TimelineGap {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

export interface TimelineScale {
  /** Of each moment, pixels from the left. */
  readonly places: readonly number[];
  /** Silences that are cut, between their moments. */
  readonly gaps: readonly TimelineGap[];
}

/** A silence is long where it takes so much of the whole. */
const LONG = 0.18;
const MOST_GAPS = 5;
/** Of a cut silence: room for what it says. */
const GAP_WIDTH = 54;
/** All cuts together take at most so much of the width. */
const MOST_OF_WIDTH = 0.6;
/** Captures know microseconds at best. */
const INSTANT = 1e-7;

/** `times`: ascending seconds; answers places from `inset` to `width - inset`. */
export function timelineScale(times: readonly number[], width: number, inset: number): TimelineScale {
  const room = Math.max(1, width - 2 * inset);
  const first = times[0] ?? 0;
  const span = (times.at(-1) ?? first) - first;
  if (span < INSTANT) return { places: times.map(() => inset + room / 2), gaps: [] };
  const long = times
    .map((time, at) => ({ at, seconds: at === 0 ? 0 : time - times[at - 1]! }))
    .filter(({ seconds }) => seconds > span * LONG)
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, MOST_GAPS);
  // Where nothing but one silence would be cut out of two moments, there is nothing that needs its room.
  const cut = new Map(times.length <= 2 ? [] : long.map(({ at, seconds }) => [at, seconds]));
  const active = times.reduce((sum, time, at) => sum + (at === 0 || cut.has(at) ? 0 : time - times[at - 1]!), 0);
  const most = active > INSTANT ? Math.min(GAP_WIDTH, (room * MOST_OF_WIDTH) / Math.max(1, cut.size)) : room / cut.size;
  const each = cut.size === 0 ? 0 : most;
  const perSecond = active > INSTANT ? (room - each * cut.size) / active : 0;
  const places: number[] = [];
  const gaps: TimelineGap[] = [];
  let place = inset;
  for (const [at, time] of times.entries()) {
    const seconds = cut.get(at);
    if (at > 0) {
      const next = place + (seconds === undefined ? (time - times[at - 1]!) * perSecond : each);
      if (seconds !== undefined) gaps.push({ from: place, to: next, seconds });
      place = next;
    }
    places.push(place);
  }
  return { places, gaps };
}
