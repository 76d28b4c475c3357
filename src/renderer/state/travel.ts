/** Time beyond the capture on view: what can be chosen of it, and which stretch the strip shows. Pure; microseconds since the epoch. */
import type { CaptureStatus } from '#contract/health.ts';
import type { HistoryInfo } from '#contract/history/answers.ts';
import type { TimeRange, TimeSpan } from '#contract/views/time-range.ts';
import { captureSpan } from './time-window.ts';

export const TRAVELS = ['today', 'yesterday', 'last24h', 'last7d', 'last30d'] as const;
export type Travel = (typeof TRAVELS)[number];

const DAY_S = 86_400;

/** What of the surroundings matters. */
export interface Surroundings {
  readonly capture: Pick<CaptureStatus, 'kind' | 'state' | 'first_time_us' | 'last_time_us'> | null;
  /** History can be asked. */
  readonly hasHistory: boolean;
  readonly info: Pick<HistoryInfo, 'span'> | null;
  /** An import is on view: its stretch of time. */
  readonly imported: TimeSpan | null;
  readonly nowUs: number;
}

/** Days are those of the clock that times are shown by. */
export function rangeOf(travel: Travel, nowMs: number, zone: 'local' | 'utc'): TimeRange {
  switch (travel) {
    case 'today':
      return dayOf(nowMs, zone);
    case 'yesterday':
      return dayOf(dayStart(nowMs, zone) - 1, zone);
    case 'last24h':
      return { kind: 'last', seconds: DAY_S };
    case 'last7d':
      return { kind: 'last', seconds: 7 * DAY_S };
    case 'last30d':
      return { kind: 'last', seconds: 30 * DAY_S };
  }
}

/** From midnight to midnight. */
export function dayOf(timeMs: number, zone: 'local' | 'utc'): TimeRange {
  const from = dayStart(timeMs, zone);
  return { kind: 'between', fromUs: from * 1000, toUs: nextDay(from, zone) * 1000 - 1 };
}

export function dayStart(timeMs: number, zone: 'local' | 'utc'): number {
  const date = new Date(timeMs);
  if (zone === 'utc') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Days have 23 to 25 hours. */
export function nextDay(startMs: number, zone: 'local' | 'utc', days: number = 1): number {
  const date = new Date(startMs);
  if (zone === 'utc') return startMs + days * DAY_S * 1000;
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/**
 * Whether the range is about more than the capture on view, so that history answers. Imports and files are all there is; and where history knows of
 * nothing earlier, the capture is all there is, too.
 */
export function isBeyond(range: TimeRange | null, surroundings: Surroundings): boolean {
  const { capture, hasHistory, info, imported, nowUs } = surroundings;
  if (range === null || !hasHistory || imported !== null || capture?.kind === 'file') return false;
  const first = capture?.first_time_us ?? null;
  if (capture === null || capture.kind === null || first === null) return true;
  if (info !== null && (info.span === null || info.span.fromUs >= first)) return false;
  if (range.kind === 'between') return range.fromUs < first;
  const latest = capture.state === 'running' ? nowUs : (capture.last_time_us ?? nowUs);
  return latest - range.seconds * 1e6 < first;
}

/** All the time there is to move about in while the strip shows a stretch of history; null: it is the capture's, or an import's. */
export function reachOf({ info, nowUs }: Surroundings, domain: TimeSpan): TimeSpan {
  const first = info?.span?.fromUs ?? domain.fromUs;
  return { fromUs: Math.min(first, domain.fromUs), toUs: Math.max(nowUs, domain.toUs) };
}

/** The stretch that the strip shows, after `range` was chosen while it showed `domain`: of an import all of it; null: that of the capture. */
export function nextDomain(
  domain: TimeRange | null,
  range: TimeRange | null,
  surroundings: Surroundings,
): TimeRange | null {
  const { imported, capture } = surroundings;
  if (imported !== null) return domain?.kind === 'between' && same(domain, imported) ? domain : wholeOf(imported);
  if (range === null || capture?.kind === 'file') return null;
  if (domain !== null && range.kind === 'between' && holds(momentOf(domain, surroundings), range)) return domain;
  return isBeyond(range, surroundings) ? range : null;
}

/** A range as it is now; one that reaches into the future ends now. */
export function momentOf(range: TimeRange, { nowUs }: Pick<Surroundings, 'nowUs'>): TimeSpan {
  if (range.kind === 'last') return { fromUs: nowUs - range.seconds * 1e6, toUs: nowUs };
  return { fromUs: range.fromUs, toUs: Math.max(range.fromUs, Math.min(range.toUs, nowUs)) };
}

function holds(outer: TimeSpan, inner: TimeSpan): boolean {
  return inner.fromUs >= outer.fromUs && inner.fromUs <= outer.toUs && inner.toUs <= Math.max(outer.toUs, inner.fromUs);
}

function wholeOf({ fromUs, toUs }: TimeSpan): TimeRange {
  return { kind: 'between', fromUs, toUs };
}

function same(left: TimeSpan, right: TimeSpan): boolean {
  return left.fromUs === right.fromUs && left.toUs === right.toUs;
}

/** Of what is captured, or imported; null: nothing is. */
export function ownSpan({ capture, imported }: Surroundings): TimeSpan | null {
  return imported ?? captureSpan(capture?.first_time_us ?? null, capture?.last_time_us ?? null);
}
