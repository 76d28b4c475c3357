/** The line of time beyond the capture on view: which stretch the strip shows, and the traffic in it, which is asked for while it is on screen. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TrafficHistory } from '#contract/protocol.ts';
import type { OverviewFrame, OverviewParams } from '#contract/views/sums.ts';
import type { TimeRange } from '#contract/views/time-range.ts';
import type { CaptureStoreState } from './capture-store.ts';
import type { EngineLink, Subscription } from './engine-link.ts';
import { canTravel, type HistoryStoreState } from './history-store.ts';
import { onRedaction, type PreferencesState } from './preferences-store.ts';
import type { ScopeState } from './scope-store.ts';
import { nextDomain, type Surroundings } from './travel.ts';

export interface TimelineState {
  /** Null: the strip is that of the capture on view. */
  readonly domain: TimeRange | null;
  /** Of the domain, or of the one before while the next is loading; null: none yet. */
  readonly traffic: TrafficHistory | null;
  readonly pending: boolean;
  /** The views say why. */
  readonly hasFailed: boolean;
  /** Goes to a stretch of time, and shows all of it. A file or an import that is on view is closed: it is all there is while it is. */
  travel(range: TimeRange): void;
  /** The strip's chart is on screen from now on; call what is returned when it no longer is. */
  attach(): () => void;
}

export interface TimelineParts {
  readonly link: EngineLink;
  readonly scope: StoreApi<ScopeState>;
  readonly capture: StoreApi<CaptureStoreState>;
  readonly history: StoreApi<HistoryStoreState>;
  readonly preferences: StoreApi<PreferencesState>;
  nowMs(): number;
}

const POINTS = 300;

export function surroundingsOf({
  capture,
  history,
  nowMs,
}: Pick<TimelineParts, 'capture' | 'history' | 'nowMs'>): Surroundings {
  const { status, info } = history.getState();
  return {
    capture: capture.getState().status?.capture ?? null,
    hasHistory: canTravel(status),
    info,
    imported: status?.dataset?.imported.span ?? null,
    nowUs: nowMs() * 1000,
  };
}

export function createTimelineStore(parts: TimelineParts): StoreApi<TimelineState> {
  const { link, scope, preferences } = parts;
  let subscription: Subscription<'overview'> | null = null;
  let attached = 0;
  return createStore<TimelineState>((set, get) => {
    const settle = (): void => {
      const { domain } = get();
      if (domain === null || attached === 0) {
        subscription?.close();
        subscription = null;
        return;
      }
      const params = paramsFor(domain, preferences.getState().preferences.redact);
      if (subscription === null) {
        subscription = link.subscribe('overview', params, (frame) => {
          const hasFailed = frame.notice !== undefined;
          set(hasFailed ? { hasFailed } : { hasFailed, traffic: trafficOf(frame), pending: false });
        });
      } else subscription.update(params);
    };
    const show = (domain: TimeRange | null): void => {
      if (domain === get().domain) return;
      set({ domain, pending: domain !== null, ...(domain === null ? { traffic: null } : {}) });
      settle();
    };
    onRedaction(preferences, settle);
    const follow = (): void => show(nextDomain(get().domain, scope.getState().range, surroundingsOf(parts)));
    scope.subscribe(({ range }, before) => {
      if (range !== before.range) follow();
    });
    parts.history.subscribe(({ status }, before) => {
      if (status?.dataset?.id !== before.status?.dataset?.id) follow();
    });
    return {
      domain: null,
      traffic: null,
      pending: false,
      hasFailed: false,
      travel: (range) => {
        const go = (): void => {
          scope.getState().setRange(range);
          show(range);
        };
        const { capture, imported } = surroundingsOf(parts);
        if (capture?.kind !== 'file' && imported === null) go();
        else
          void parts.capture
            .getState()
            .close()
            .then((closed) => closed.ok && go());
      },
      attach: () => {
        attached += 1;
        settle();
        return () => {
          attached -= 1;
          settle();
        };
      },
    };
  });
}

/** Whatever the filter says: the strip is where one chooses what to look at. */
function paramsFor(range: TimeRange, redact: boolean): OverviewParams {
  return { filter: '', range, redact, paused: false, by: 'protocol', points: POINTS, top: 0 };
}

export function trafficOf({ bucketSeconds, firstBucketUs, buckets, series }: OverviewFrame): TrafficHistory {
  const sum = (read: (each: OverviewFrame['series'][number]) => readonly number[]): number[] =>
    Array.from({ length: buckets }, (_, at) => series.reduce((all, each) => all + (read(each)[at] ?? 0), 0));
  return { bucketSeconds, firstBucketUs, bytesIn: sum((each) => each.in), bytesOut: sum((each) => each.out) };
}
