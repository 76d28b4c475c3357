/**
 * The plugins as the engine tells of them, the one that is looked at with its output, and the commands about them. What
 * the user switches is shown at once and taken back where the engine refuses; a refusal stays beside its plugin until
 * the next success.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure, Result } from '#base/result.ts';
import type { ApiStatus, PluginOutputFrame, PluginsFrame } from '#contract/plugins/commands.ts';
import type { PluginStatus, PluginTrial } from '#contract/plugins/status.ts';
import type { StreamParams } from '#contract/protocol.ts';
import type { EngineLink, Subscription } from './engine-link.ts';
import { onRedaction, type PreferencesState } from './preferences-store.ts';

export type PluginTab = 'output' | 'alerts' | 'configuration' | 'test' | 'counters' | 'about';
export type PluginAction = 'switch' | 'restart' | 'remove';

export interface PluginRefusal {
  readonly action: PluginAction;
  readonly failure: Failure;
}

export type TrialState =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly trial: PluginTrial }
  | { readonly state: 'refused'; readonly failure: Failure };

type ById<T> = Readonly<Record<string, T>>;

export interface PluginsState {
  /** Null until the engine has said anything. */
  readonly frame: PluginsFrame | null;
  /** Asked for; see `currentPlugin` for the one that is shown. */
  readonly selected: string | null;
  readonly tab: PluginTab;
  /** Of the plugin that is shown; null while it is on its way. */
  readonly output: PluginOutputFrame | null;
  /** Positions of switches that the engine has not confirmed yet. */
  readonly wanted: ById<boolean>;
  readonly busy: ById<PluginAction>;
  readonly refusals: ById<PluginRefusal>;
  readonly trials: ById<TrialState>;
  readonly apiBusy: boolean;
  readonly apiRefusal: Failure | null;

  select(id: string): void;
  openTab(tab: PluginTab): void;
  /** The view is on screen from now on: the output of what it shows is asked for. Call what is returned when it is not. */
  attach(): () => void;
  /** What a command answered about one plugin is known before the next frame comes. */
  take(status: PluginStatus): void;
  /** `force`: also while pipelines use it. */
  setEnabled(id: string, enabled: boolean, force?: boolean): Promise<Result<unknown>>;
  restart(id: string): Promise<Result<unknown>>;
  remove(id: string, force?: boolean): Promise<Result<unknown>>;
  dismissRefusal(id: string): void;
  /** On the sample capture. */
  startTrial(id: string): Promise<void>;
  cancelTrial(id: string): void;
  configureApi(enabled: boolean, port: number): Promise<void>;
}

/** Lines and alerts that are asked for, each. */
const OUTPUT_LIMIT = 500;

/** The selected plugin, or the first one where that is gone or none was selected. */
export function currentPlugin({ frame, selected }: Pick<PluginsState, 'frame' | 'selected'>): PluginStatus | null {
  return frame?.plugins.find(({ id }) => id === selected) ?? frame?.plugins[0] ?? null;
}

export function createPluginsStore(link: EngineLink, preferences: StoreApi<PreferencesState>): StoreApi<PluginsState> {
  let output: { readonly id: string; readonly subscription: Subscription<'plugin_output'> } | null = null;
  let attached = 0;
  let lastSwitch = 0;
  const switches = new Map<string, number>();
  const trials = new Map<string, AbortController>();

  const outputParams = (id: string): StreamParams<'plugin_output'> => ({
    id,
    limit: OUTPUT_LIMIT,
    redact: preferences.getState().preferences.redact,
  });
  const store = createStore<PluginsState>((set, get) => {
    const settleOutput = (): void => {
      const id = attached === 0 ? null : (currentPlugin(get())?.id ?? null);
      if (id === (output?.id ?? null)) return;
      output?.subscription.close();
      output = null;
      set({ output: null });
      if (id === null) return;
      const subscription = link.subscribe('plugin_output', outputParams(id), (frame) => {
        if (output?.id === frame.id) set({ output: frame });
      });
      output = { id, subscription };
    };
    const run = async (
      id: string,
      action: PluginAction,
      call: () => Promise<Result<PluginStatus | null>>,
    ): Promise<Result<unknown>> => {
      set({ busy: { ...get().busy, [id]: action } });
      const result = await call();
      if (get().busy[id] === action) set({ busy: without(get().busy, id) });
      if (!result.ok) set({ refusals: { ...get().refusals, [id]: { action, failure: result.failure } } });
      else {
        set({ refusals: without(get().refusals, id) });
        if (result.value !== null) get().take(result.value);
      }
      return result;
    };
    onRedaction(preferences, () => {
      if (output === null) return;
      set({ output: null });
      output.subscription.update(outputParams(output.id));
    });
    link.subscribe('plugins', {}, (frame) => {
      set({ frame });
      settleOutput();
    });

    return {
      frame: null,
      selected: null,
      tab: 'output',
      output: null,
      wanted: {},
      busy: {},
      refusals: {},
      trials: {},
      apiBusy: false,
      apiRefusal: null,

      select: (selected) => {
        set({ selected });
        settleOutput();
      },
      openTab: (tab) => set({ tab }),
      attach: () => {
        attached += 1;
        settleOutput();
        return () => {
          attached -= 1;
          settleOutput();
        };
      },
      take: (status) => {
        const { frame } = get();
        if (frame !== null) set({ frame: { ...frame, plugins: withPlugin(frame.plugins, status) } });
        settleOutput();
      },
      setEnabled: async (id, enabled, force = false) => {
        const own = ++lastSwitch;
        switches.set(id, own);
        set({ wanted: { ...get().wanted, [id]: enabled } });
        const result = await run(id, 'switch', () =>
          link.call('plugins.set_enabled', { id, enabled, ...(force && { force }) }),
        );
        // A later click on the same switch is still on its way: its position stands.
        if (switches.get(id) === own) {
          switches.delete(id);
          set({ wanted: without(get().wanted, id) });
        }
        return result;
      },
      restart: (id) => run(id, 'restart', () => link.call('plugins.restart', { id })),
      remove: async (id, force = false) => {
        const result = await run(id, 'remove', () => link.call('plugins.remove', { id, ...(force && { force }) }));
        if (result.ok) set({ trials: without(get().trials, id) });
        return result;
      },
      dismissRefusal: (id) => set({ refusals: without(get().refusals, id) }),
      startTrial: async (id) => {
        trials.get(id)?.abort();
        const own = new AbortController();
        trials.set(id, own);
        set({ trials: { ...get().trials, [id]: { state: 'running' } } });
        const result = await link.call('plugins.try', { id, capture: null }, own.signal);
        if (trials.get(id) !== own) return;
        trials.delete(id);
        const state: TrialState = result.ok
          ? { state: 'done', trial: result.value }
          : { state: 'refused', failure: result.failure };
        set({ trials: { ...get().trials, [id]: state } });
      },
      cancelTrial: (id) => {
        trials.get(id)?.abort();
        trials.delete(id);
        set({ trials: without(get().trials, id) });
      },
      configureApi: async (enabled, port) => {
        set({ apiBusy: true, apiRefusal: null });
        const result = await link.call('api.configure', { enabled, port });
        set({ apiBusy: false, apiRefusal: result.ok ? null : result.failure });
        const { frame } = get();
        if (result.ok && frame !== null) set({ frame: withApi(frame, result.value) });
      },
    };
  });
  return store;
}

function withApi(frame: PluginsFrame, api: ApiStatus): PluginsFrame {
  return { ...frame, api };
}

function withPlugin(plugins: readonly PluginStatus[], status: PluginStatus): readonly PluginStatus[] {
  if (plugins.some(({ id }) => id === status.id)) {
    return plugins.map((plugin) => (plugin.id === status.id ? status : plugin));
  }
  return [...plugins, status].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function without<T>(record: ById<T>, id: string): ById<T> {
  const { [id]: _, ...rest } = record;
  return rest;
}
