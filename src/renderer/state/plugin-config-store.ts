/** What is typed into plugins' configuration forms and not saved yet, and what the engine said to what was saved. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '#base/result.ts';
import type { Config } from '#contract/plugins/config-schema.ts';
import type { ConfigDraft } from './config-form.ts';
import type { EngineLink } from './engine-link.ts';
import type { PluginsState } from './plugins-store.ts';

export type SaveState =
  | { readonly state: 'saving' }
  | { readonly state: 'saved' }
  | { readonly state: 'refused'; readonly failure: Failure };

export interface PluginConfigState {
  /** By plugin; absent while nothing was changed. */
  readonly drafts: Readonly<Record<string, ConfigDraft>>;
  readonly saves: Readonly<Record<string, SaveState>>;
  /** Null forgets what was typed. */
  edit(id: string, draft: ConfigDraft | null): void;
  save(id: string, config: Config): Promise<void>;
}

export function createPluginConfigStore(
  link: EngineLink,
  plugins: StoreApi<PluginsState>,
): StoreApi<PluginConfigState> {
  return createStore<PluginConfigState>((set, get) => ({
    drafts: {},
    saves: {},
    edit: (id, draft) => {
      const { [id]: _, ...saves } = get().saves;
      const { [id]: __, ...drafts } = get().drafts;
      set({ drafts: draft === null ? drafts : { ...drafts, [id]: draft }, saves });
    },
    save: async (id, config) => {
      const draft = get().drafts[id];
      set({ saves: { ...get().saves, [id]: { state: 'saving' } } });
      const result = await link.call('plugins.configure', { id, config });
      if (result.ok) {
        plugins.getState().take(result.value);
        // What was typed meanwhile is not saved yet.
        if (get().drafts[id] === draft) get().edit(id, null);
      }
      const save: SaveState = result.ok ? { state: 'saved' } : { state: 'refused', failure: result.failure };
      set({ saves: { ...get().saves, [id]: save } });
    },
  }));
}
