/** From the first session to the last packet of any. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking } from '../asking.ts';

/** `whole` null: there are none. `longest`: stretches of traffic, seconds. */
export async function extentOf(asking: Asking): Promise<{ readonly whole: TimeSpan | null; readonly longest: number }> {
  const [row] = await asking.rows(
    'SELECT epoch_us(min(start_time)) AS first, epoch_us(max(end_time)) AS last, (SELECT max(seconds) FROM traffic) AS longest FROM sessions',
  );
  const { first, last, longest } = row!;
  const whole = typeof first === 'number' && typeof last === 'number' ? { fromUs: first, toUs: last } : null;
  return { whole, longest: Number(longest ?? 0) };
}

/** As far as there is something: what is asked for, within the whole. */
export function spanWithin(whole: TimeSpan | null, asked: TimeSpan | null): TimeSpan | null {
  if (whole === null || asked === null) return whole;
  if (asked.toUs < whole.fromUs || asked.fromUs > whole.toUs) return asked;
  return { fromUs: Math.max(asked.fromUs, whole.fromUs), toUs: Math.min(asked.toUs, whole.toUs) };
}
