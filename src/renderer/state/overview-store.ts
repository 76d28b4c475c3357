/** What the overview shows: sums of what the scope lets through, told apart by one dimension, which outlives the window. */
import { onRedaction } from './preferences-store.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { DIMENSIONS, type Dimension, type OverviewFrame, type OverviewParams } from '#contract/views/sums.ts';
import { CategoryLooks } from './category-looks.ts';
import { createScreenStream } from './screen-stream.ts';
import type { EngineLink } from './engine-link.ts';
import { recall, remember } from './remembered.ts';
import type { TableSurroundings } from './table-store.ts';

export interface OverviewState {
  readonly by: Dimension;
  /** Which colour a category has, for as long as the window is open. */
  readonly looks: CategoryLooks;
  readonly frame: OverviewFrame | null;
  /** Asked, not yet answered: what is shown is about something else. */
  readonly pending: boolean;
  setBy(by: Dimension): void;
  /** The overview is on screen from now on; call what is returned when it no longer is. */
  attach(): () => void;
  /** Another capture begins. */
  reset(): void;
}

const POINTS = 300;
const TOP = 30;
const NAME = 'overview-by';

function isDimension(value: unknown): value is Dimension {
  return DIMENSIONS.includes(value as Dimension);
}

export function createOverviewStore(
  link: EngineLink,
  { pause, scope, preferences }: TableSurroundings,
): StoreApi<OverviewState> {
  return createStore<OverviewState>((set, get) => {
    const params = (): OverviewParams => {
      const { filter, range } = scope.getState();
      const { redact } = preferences.getState().preferences;
      return { filter, range, redact, paused: pause.getState().paused, by: get().by, points: POINTS, top: TOP };
    };
    const { ask, attach } = createScreenStream({
      link,
      stream: 'overview',
      pause,
      params,
      asked: () => set({ pending: true }),
      onFrame: (frame) => set({ frame, pending: false }),
    });
    scope.subscribe(ask);
    onRedaction(preferences, ask);
    return {
      by: recall(NAME, isDimension) ?? 'service',
      looks: new CategoryLooks(),
      frame: null,
      pending: true,
      setBy: (by) => {
        set({ by });
        remember(NAME, by);
        ask();
      },
      attach,
      reset: () => {
        set({ frame: null, pending: true });
        ask();
      },
    };
  });
}
