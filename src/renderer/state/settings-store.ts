/**
 * The engine's settings, as it keeps them: asked for anew with each connection and each capture, and changed one key at a time on
 * top of what is kept at that moment, so that two windows do not take back each other's changes.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { success, type Failure, type Result } from '#base/result.ts';
import type { SettingsState } from '#contract/settings-commands.ts';
import type { Settings } from '#contract/settings.ts';
import type { CaptureStoreState } from './capture-store.ts';
import type { EngineLink } from './engine-link.ts';

export interface SettingsPane {
  readonly section: string;
  readonly search: string;
  /** What had the focus when the pane was drawn anew, to have it again. */
  readonly focus: string | null;
}

export interface SettingsStoreState {
  /** Null until the engine has answered. */
  readonly state: SettingsState | null;
  /** Why the last change was refused; null again with the next. */
  readonly failure: Failure | null;
  /** The capture is being begun anew. */
  readonly restarting: boolean;
  /** Of the pane: kept here, as it is drawn anew when the language changes. */
  readonly pane: SettingsPane;

  refresh(): Promise<void>;
  setPane(pane: Partial<SettingsPane>): void;
  change(path: string, value: unknown): Promise<Result<null>>;
  replace(settings: unknown): Promise<Result<null>>;
  /** Begins the capture on view anew, so that what was changed holds. */
  restartCapture(): Promise<Result<null>>;
}

export function createSettingsStore(
  link: EngineLink,
  capture: StoreApi<CaptureStoreState>,
  onNewCapture: () => void,
): StoreApi<SettingsStoreState> {
  /** Changes, one after the other. */
  let last: Promise<unknown> = Promise.resolve();
  const store = createStore<SettingsStoreState>((set, get) => {
    const send = async (settings: unknown): Promise<Result<null>> => {
      const answer = await link.call('settings.set', { settings });
      set(answer.ok ? { state: answer.value, failure: null } : { failure: answer.failure });
      return answer.ok ? success(null) : answer;
    };
    const inTurn = (work: () => Promise<Result<null>>): Promise<Result<null>> => {
      const turn = last.then(work);
      last = turn;
      return turn;
    };
    return {
      state: null,
      failure: null,
      restarting: false,
      pane: { section: 'capture', search: '', focus: null },

      refresh: async () => {
        const answer = await link.call('settings.get', {});
        if (answer.ok) set({ state: answer.value });
      },
      setPane: (pane) => set((before) => ({ pane: { ...before.pane, ...pane } })),
      change: (path, value) =>
        inTurn(async () => {
          const now = await link.call('settings.get', {});
          if (now.ok) return send(withSetting(now.value.settings, path, value));
          set({ failure: now.failure });
          return now;
        }),
      replace: (settings) => inTurn(() => send(settings)),
      restartCapture: async () => {
        set({ restarting: true });
        const answer = await link.call('capture.restart', {});
        set({ restarting: false });
        if (answer.ok) {
          onNewCapture();
          await get().refresh();
        } else capture.getState().refuse(answer.failure);
        return answer;
      },
    };
  });
  link.state.subscribe(({ phase }, before) => {
    if (phase === 'open' && before.phase !== 'open') void store.getState().refresh();
  });
  // Whoever began a capture, this window or another: what is in force may be something else now.
  capture.subscribe(({ status, busy }, before) => {
    const { state, title } = status?.capture ?? {};
    const begun = before.busy !== null && busy === null;
    if (begun || state !== before.status?.capture.state || title !== before.status?.capture.title) {
      void store.getState().refresh();
    }
  });
  return store;
}

/** The same settings with another value at `path`; what is not an object on the way is replaced. */
export function withSetting(settings: Settings, path: string, value: unknown): unknown {
  const [first = '', ...rest] = path.split('.');
  return replaced(settings, first, rest, value);
}

function replaced(within: unknown, key: string, [next, ...rest]: readonly string[], value: unknown): unknown {
  const record = typeof within === 'object' && within !== null ? (within as Readonly<Record<string, unknown>>) : {};
  return { ...record, [key]: next === undefined ? value : replaced(record[key], next, rest, value) };
}
