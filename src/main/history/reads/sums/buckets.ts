/** Stretches of time of one length, which a span is cut into: at multiples of their length, so that they stay as time goes on. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';

export interface Buckets {
  readonly seconds: number;
  /** Since the epoch, a multiple of `seconds`. */
  readonly firstSecond: number;
  readonly count: number;
}

/** Lengths that people count in, of which each is a multiple of the shortest: that of the stretches that traffic is kept in. */
const ROUND = [10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** As short as can be with at most `most` of them. */
export function bucketsOf(span: TimeSpan, most: number): Buckets {
  const { from, to } = secondsOf(span);
  const count = (seconds: number): number => Math.floor(to / seconds) - Math.floor(from / seconds) + 1;
  let seconds = ROUND.find((each) => count(each) <= most) ?? 86_400;
  while (count(seconds) > most) seconds *= 2;
  return { seconds, firstSecond: Math.floor(from / seconds) * seconds, count: count(seconds) };
}

/** Seconds that a span touches, both ends included. */
export function secondsOf({ fromUs, toUs }: TimeSpan): { readonly from: number; readonly to: number } {
  return { from: Math.floor(fromUs / MICROSECONDS_PER_SECOND), to: Math.floor(toUs / MICROSECONDS_PER_SECOND) };
}
