import { clockTextOf, dayText } from '../display/times.ts';
import { words } from '../display/words.ts';

/** `since 10:02:11`, with the day where that is not today. */
export function sinceText(sinceMs: number, nowMs: number): string {
  const day = dayText(sinceMs) === dayText(nowMs) ? '' : `${dayText(sinceMs)}, `;
  return words().plugins.since(`${day}${clockTextOf(sinceMs)}`);
}
