/** What keys and buttons do to the range, wherever they are. */
import type { StoreApi } from 'zustand/vanilla';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { CaptureStoreState } from './capture-store.ts';
import type { PauseState } from './pause-store.ts';
import type { ScopeState } from './scope-store.ts';
import { captureSpan, isMoving, panned, zoomed } from './time-window.ts';

export interface RangeStores {
  readonly scope: StoreApi<ScopeState>;
  readonly capture: StoreApi<CaptureStoreState>;
  readonly pause: StoreApi<PauseState>;
}

/** Back to what happens now: the view goes on, and a fixed range gives way to the moving one before it, or to everything. */
export function goLive({ scope, pause }: RangeStores): void {
  pause.getState().resume();
  const { range, past, setRange } = scope.getState();
  if (isMoving(range)) return;
  setRange(past.findLast((before) => isMoving(before.range))?.range ?? null);
}

export function zoomRange(stores: RangeStores, factor: number): void {
  const now = surroundings(stores);
  const { range, setRange } = stores.scope.getState();
  if (now !== null) setRange(zoomed(range, now.whole, factor, now.isLive));
}

export function panRange(stores: RangeStores, direction: -1 | 1): void {
  const now = surroundings(stores);
  const { range, setRange } = stores.scope.getState();
  if (now !== null) setRange(panned(range, now.whole, direction, now.isLive));
}

function surroundings({ capture }: RangeStores): { readonly whole: TimeSpan; readonly isLive: boolean } | null {
  const status = capture.getState().status?.capture;
  const whole = captureSpan(status?.first_time_us ?? null, status?.last_time_us ?? null);
  if (status === undefined || whole === null) return null;
  return { whole, isLive: status.kind === 'live' && status.state === 'running' };
}
