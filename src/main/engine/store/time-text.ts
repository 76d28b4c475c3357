/** Packet times as text, and back. Formatting is on the export's hot path, so the text of the last second is kept. */
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';

/** Furthest a Date reaches from the epoch (ECMA-262 §21.4.1.1). */
const LIMIT_US = 8.64e18;

let lastSecond = Number.NaN;
let lastText = '';

/** `2024-05-01T12:34:56.123456Z`; fractions of a microsecond are cut off, times that no calendar has are clamped. */
export function formatTime(time: Microseconds): string {
  if (!(time > -LIMIT_US && time < LIMIT_US)) return formatTime(clamp(time));
  const second = Math.floor(time / MICROSECONDS_PER_SECOND);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toISOString().slice(0, -4);
  }
  // Beyond 2^53 the product is rounded, so the difference may be out of range.
  const fraction = Math.max(0, Math.min(999_999, Math.floor(time - second * MICROSECONDS_PER_SECOND)));
  return `${lastText}${padSix(fraction)}Z`;
}

function clamp(time: number): Microseconds {
  if (Number.isNaN(time)) return 0;
  return Math.sign(time) * (LIMIT_US - 2 * MICROSECONDS_PER_SECOND);
}

/** Whole microseconds between two times as seconds with up to six decimals. */
export function durationSeconds(start: Microseconds, end: Microseconds): number {
  return (Math.floor(end) - Math.floor(start)) / MICROSECONDS_PER_SECOND;
}

/** Milliseconds with up to three decimals; null for NaN. */
export function roundMilliseconds(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;
}

function padSix(value: number): string {
  if (value >= 100_000) return String(value);
  return String(value + 1_000_000).slice(1);
}
