/** What keys and buttons do to the range, wherever they are. */
import type { StoreApi } from 'zustand/vanilla';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { CaptureStoreState } from './capture-store.ts';
import type { HistoryStoreState } from './history-store.ts';
import { surroundingsOf, type TimelineState } from './timeline-store.ts';
import type { PauseState } from './pause-store.ts';
import type { ScopeState } from './scope-store.ts';
import { momentOf, ownSpan, reachOf, type Surroundings } from './travel.ts';
import { isMoving, panned, zoomed } from './time-window.ts';

export interface RangeStores {
  readonly scope: StoreApi<ScopeState>;
  readonly capture: StoreApi<CaptureStoreState>;
  readonly pause: StoreApi<PauseState>;
  readonly history: StoreApi<HistoryStoreState>;
  readonly timeline: StoreApi<TimelineState>;
}

/**
 * Back to what happens now: the view goes on, and a fixed range gives way to the moving one before it, or to everything. From history, where nothing is
 * captured, back to the start.
 */
export function goLive(stores: RangeStores): void {
  const { scope, pause } = stores;
  pause.getState().resume();
  const { range, past, setRange } = scope.getState();
  const before = isStill(stores) ? undefined : past.findLast((each) => isMoving(each.range));
  if (isStill(stores) || !isMoving(range)) setRange(before?.range ?? null);
}

/** All of what the strip shows; then, where nothing is captured, all that history has, else the whole capture. */
export function showAll(stores: RangeStores): void {
  const { scope, timeline } = stores;
  const { range, setRange } = scope.getState();
  const { domain, travel } = timeline.getState();
  const { imported } = surroundingsNow(stores);
  if (domain === null || imported !== null) setRange(null);
  else if (range !== domain) setRange(domain);
  else if (!isStill(stores)) setRange(null);
  else {
    const now = surroundingsNow(stores);
    const { fromUs, toUs } = reachOf(now, momentOf(domain, now));
    travel({ kind: 'between', fromUs, toUs });
  }
}

export function zoomRange(stores: RangeStores, factor: number): void {
  const now = surroundings(stores);
  const { range, setRange } = stores.scope.getState();
  if (now === null) return;
  const next = zoomed(range, now.whole, factor, now.isLive);
  setRange(next === null && now.isTravelling ? { kind: 'between', ...now.whole } : next);
}

export function panRange(stores: RangeStores, direction: -1 | 1): void {
  const now = surroundings(stores);
  const { range, setRange } = stores.scope.getState();
  if (now !== null) setRange(panned(range, now.whole, direction, now.isLive));
}

/** Nothing is on view but history. */
function isStill({ capture, history }: RangeStores): boolean {
  const kind = capture.getState().status?.capture.kind ?? null;
  return kind === null && (history.getState().status?.dataset ?? null) === null;
}

function surroundingsNow({ capture, history }: RangeStores): Surroundings {
  return surroundingsOf({ capture, history, nowMs: Date.now });
}

/** Where the range can be moved about in. */
function surroundings(
  stores: RangeStores,
): { readonly whole: TimeSpan; readonly isLive: boolean; readonly isTravelling: boolean } | null {
  const now = surroundingsNow(stores);
  const { domain } = stores.timeline.getState();
  if (domain !== null && now.imported === null) {
    return { whole: reachOf(now, momentOf(domain, now)), isLive: domain.kind === 'last', isTravelling: true };
  }
  const whole = ownSpan(now);
  if (whole === null) return null;
  const isLive = now.capture?.kind === 'live' && now.capture.state === 'running';
  return { whole, isLive, isTravelling: false };
}
