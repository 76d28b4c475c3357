/** Stretches of time of one length, which a span is cut into: whole seconds, at multiples of their length, so that they stay as time goes on. */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { TrafficChunk } from './traffic-entries.ts';

export interface Buckets {
  readonly seconds: number;
  /** Since the epoch, a multiple of `seconds`. */
  readonly firstSecond: number;
  readonly count: number;
}

/** Lengths that people count in. */
const ROUND = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Seconds that a span touches, both ends included. */
export function secondsOf({ fromUs, toUs }: TimeSpan): { readonly from: number; readonly to: number } {
  return { from: Math.floor(fromUs / MICROSECONDS_PER_SECOND), to: Math.floor(toUs / MICROSECONDS_PER_SECOND) };
}

export function chunksWithin(chunks: readonly TrafficChunk[], span: TimeSpan): TrafficChunk[] {
  const { from, to } = secondsOf(span);
  return chunks.filter(({ firstSecond, lastSecond, width }) => firstSecond <= to && lastSecond + width > from);
}

/** As short as can be with at most `most` of them, and no shorter than what `chunks` tell apart. */
export function bucketsOf(span: TimeSpan, chunks: readonly TrafficChunk[], most: number): Buckets {
  const finest = chunks.reduce((widest, { width }) => Math.max(widest, width), 1);
  const { from, to } = secondsOf(span);
  const count = (seconds: number): number => Math.floor(to / seconds) - Math.floor(from / seconds) + 1;
  let seconds = finest === 1 ? (ROUND.find((each) => count(each) <= most) ?? 86_400) : finest;
  while (count(seconds) > most) seconds *= 2;
  return { seconds, firstSecond: Math.floor(from / seconds) * seconds, count: count(seconds) };
}
