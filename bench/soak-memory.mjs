/** Whether resident memory is flat, judged by its samples after a warm-up. */
import { slope } from './statistics.mjs';

const LONGEST_WARM_UP_S = 240;
/** Growth along the trend over the time looked at; garbage collection makes single samples jump by more. */
const ALLOWED_GROWTH = 8 << 20;

/** `samples`: {seconds, rss} since the start, in order; `seconds`: how long it all took; `share` of it is warm-up. */
export function judgeMemory(samples, seconds, share) {
  const warmUp = Math.min(LONGEST_WARM_UP_S, seconds * share);
  const settled = samples.filter((sample) => sample.seconds >= warmUp);
  if (settled.length < 2) throw new Error('too short to tell whether memory is flat');
  const perSecond = slope(settled.map(({ seconds: at, rss }) => [at, rss]));
  const growth = perSecond * (settled.at(-1).seconds - settled[0].seconds);
  const sizes = settled.map(({ rss }) => rss);
  const tenths = Array.from({ length: 11 }, (_, i) => samples[Math.round((i * (samples.length - 1)) / 10)].rss);
  return {
    tenths,
    least: Math.min(...sizes),
    most: Math.max(...sizes),
    growth,
    perHour: perSecond * 3600,
    flat: growth <= ALLOWED_GROWTH,
  };
}
