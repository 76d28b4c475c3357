/** Packet times as text. Formatting is on the export's hot path, so the last date's text is kept. */
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';

/** Furthest a Date reaches from the epoch (ECMA-262 §21.4.1.1). */
const LIMIT_US = 8.64e18;

const SECONDS_PER_DAY = 86_400;

const twoDigits: readonly string[] = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const threeDigits: readonly string[] = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));

let lastDay = Number.NaN;
let lastDate = '';

/** `2024-05-01T12:34:56.123456Z`; fractions of a microsecond are cut off, times that no calendar has are clamped. */
export function formatTime(time: Microseconds): string {
  if (!(time > -LIMIT_US && time < LIMIT_US)) return formatTime(clamp(time));
  const second = Math.floor(time / MICROSECONDS_PER_SECOND);
  const day = Math.floor(second / SECONDS_PER_DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, -'00:00:00.000Z'.length);
  }
  const ofDay = second - day * SECONDS_PER_DAY;
  const hours = twoDigits[Math.floor(ofDay / 3600)]!;
  const minutes = twoDigits[Math.floor(ofDay / 60) % 60]!;
  // Beyond 2^53 the product is rounded, so the difference may be out of range.
  const fraction = Math.max(0, Math.min(999_999, Math.floor(time - second * MICROSECONDS_PER_SECOND)));
  const thousands = threeDigits[Math.floor(fraction / 1000)]!;
  return `${lastDate}${hours}:${minutes}:${twoDigits[ofDay % 60]!}.${thousands}${threeDigits[fraction % 1000]!}Z`;
}

function clamp(time: number): Microseconds {
  if (Number.isNaN(time)) return 0;
  return Math.sign(time) * (LIMIT_US - SECONDS_PER_DAY * MICROSECONDS_PER_SECOND);
}

/** Whole microseconds between two times as seconds with up to six decimals. */
export function durationSeconds(start: Microseconds, end: Microseconds): number {
  return (Math.floor(end) - Math.floor(start)) / MICROSECONDS_PER_SECOND;
}

/** Milliseconds with up to three decimals; null for NaN. */
export function roundMilliseconds(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;
}
