/** What the small window shows: how the capture is going, and the last minutes of it. A connection and stores of its own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StatusFrame } from '#contract/protocol.ts';
import type { OverviewFrame, OverviewParams } from '#contract/views/sums.ts';
import { createEngineLink, type EngineLink } from './engine-link.ts';
import type { HostAccess } from './host-access.ts';
import { onRedaction, createPreferencesStore, type PreferencesState } from './preferences-store.ts';

export const MINI_MINUTES = 5;
const POINTS = 60;
const TOP = 10;

export interface MiniState {
  readonly status: StatusFrame | null;
  readonly overview: OverviewFrame | null;
  /** This window stands still; others and the capture go on. */
  readonly paused: boolean;
  togglePause(): void;
}

export interface MiniApp {
  readonly host: HostAccess;
  readonly link: EngineLink;
  readonly preferences: StoreApi<PreferencesState>;
  readonly mini: StoreApi<MiniState>;
}

export function createMiniApp(host: HostAccess): MiniApp {
  const link = createEngineLink(() => host.openTransport());
  const preferences = createPreferencesStore();
  return { host, link, preferences, mini: createMiniStore(link, preferences) };
}

export function createMiniStore(
  link: Pick<EngineLink, 'subscribe' | 'state'>,
  preferences: StoreApi<PreferencesState>,
): StoreApi<MiniState> {
  const store = createStore<MiniState>((set, get) => ({
    status: null,
    overview: null,
    paused: false,
    togglePause: () => set({ paused: !get().paused }),
  }));
  const wanted = (): OverviewParams => ({
    filter: '',
    range: { kind: 'last', seconds: MINI_MINUTES * 60 },
    redact: preferences.getState().preferences.redact,
    paused: store.getState().paused,
    by: 'host',
    points: POINTS,
    top: TOP,
  });
  link.subscribe('status', {}, (status) => {
    if (!store.getState().paused) store.setState({ status });
  });
  const overview = link.subscribe('overview', wanted(), (frame) => {
    // One that was on its way already.
    if (!store.getState().paused) store.setState({ overview: frame });
  });
  store.subscribe(({ paused }, before) => {
    if (paused !== before.paused) overview.update(wanted());
  });
  onRedaction(preferences, () => overview.update(wanted()));
  // A new engine knows nothing of what the old one captured.
  link.state.subscribe(({ phase }, before) => {
    if (phase === 'lost' && before.phase === 'open') store.setState({ status: null, overview: null });
  });
  return store;
}

/**
 * Bytes of all series together a bucket, oldest first. Of a capture that goes on, always `MINI_MINUTES`: with silence before it
 * began, so that its shape wanders and is not stretched.
 */
export function totalsOf(
  { series, buckets, bucketSeconds }: OverviewFrame,
  goesOn: boolean,
): { readonly in: number[]; readonly out: number[] } {
  const whole = goesOn && bucketSeconds > 0 ? Math.ceil((MINI_MINUTES * 60) / bucketSeconds) : buckets;
  const silence = Math.max(0, whole - buckets);
  const sum = (way: 'in' | 'out'): number[] => [
    ...Array.from({ length: silence }, () => 0),
    ...Array.from({ length: buckets }, (_bucket, at) => series.reduce((all, each) => all + (each[way][at] ?? 0), 0)),
  ];
  return { in: sum('in'), out: sum('out') };
}
