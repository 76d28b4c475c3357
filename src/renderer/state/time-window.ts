/** Ranges of time on the line of a capture: how long they are now, and how keys zoom and move them. Pure; microseconds. */
import type { TimeRange, TimeSpan } from '#contract/views/time-range.ts';

/** Seconds; offered by the strip and by the palette. */
export const QUICK_RANGES = [60, 300, 900, 3600, 86_400] as const;
const MIN_US = 1e6;

/** From the first to the latest packet; null where there is none. */
export function captureSpan(firstUs: number | null, lastUs: number | null): TimeSpan | null {
  return firstUs === null || lastUs === null ? null : { fromUs: firstUs, toUs: Math.max(firstUs, lastUs) };
}

/** What `range` is at the moment, within what was captured; where it lies outside of that, as it was given. */
export function spanOf(range: TimeRange | null, whole: TimeSpan): TimeSpan {
  if (range === null) return whole;
  if (range.kind === 'last')
    return { fromUs: Math.max(whole.fromUs, whole.toUs - range.seconds * 1e6), toUs: whole.toUs };
  if (range.toUs < whole.fromUs || range.fromUs > whole.toUs) return { fromUs: range.fromUs, toUs: range.toUs };
  return { fromUs: Math.max(range.fromUs, whole.fromUs), toUs: Math.min(range.toUs, whole.toUs) };
}

/** It moves on with the capture. */
export function isMoving(range: TimeRange | null): boolean {
  return range === null || range.kind === 'last';
}

/**
 * `factor` below 1 zooms in. What moves on with a live capture goes on doing so; anything else is zoomed around its middle. Null (all
 * of it) where it would be longer than the capture.
 */
export function zoomed(range: TimeRange | null, whole: TimeSpan, factor: number, isLive: boolean): TimeRange | null {
  const now = spanOf(range, whole);
  const length = Math.max(MIN_US, (now.toUs - now.fromUs) * factor);
  if (length >= whole.toUs - whole.fromUs) return null;
  if (isLive && isMoving(range)) return { kind: 'last', seconds: Math.max(1, Math.round(length / 1e6)) };
  const middle = (now.fromUs + now.toUs) / 2;
  return within(middle - length / 2, length, whole);
}

/** Half of its own length to the left (-1) or right (1). What reaches the end of a live capture moves on with it. */
export function panned(range: TimeRange | null, whole: TimeSpan, direction: -1 | 1, isLive: boolean): TimeRange | null {
  if (range === null) return null;
  const now = spanOf(range, whole);
  const length = now.toUs - now.fromUs;
  const from = now.fromUs + (direction * length) / 2;
  if (direction > 0 && isLive && from + length >= whole.toUs) {
    return range.kind === 'last' ? range : { kind: 'last', seconds: Math.max(1, Math.round(length / 1e6)) };
  }
  return within(from, length, whole);
}

function within(from: number, length: number, whole: TimeSpan): TimeRange {
  const fromUs = Math.round(Math.max(whole.fromUs, Math.min(from, whole.toUs - length)));
  return { kind: 'between', fromUs, toUs: Math.round(fromUs + length) };
}
