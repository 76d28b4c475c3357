/**
 * From a file, a folder or a dialog to an installed plugin, one at a time: hand it over where the engine is elsewhere,
 * look into it, ask for the permissions, install. Whatever goes wrong stays in front of the user until it is closed.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure, Result } from '#base/result.ts';
import type { PluginInspection } from '#contract/plugins/status.ts';
import type { EngineLink } from './engine-link.ts';
import type { HostAccess } from './host-access.ts';
import type { PluginsState } from './plugins-store.ts';

export type InstallStep =
  | { readonly step: 'sending'; readonly name: string; readonly fraction: number }
  | { readonly step: 'inspecting'; readonly name: string }
  | {
      readonly step: 'asking' | 'installing';
      readonly source: string;
      readonly inspection: PluginInspection;
      /** Why the last attempt to install was refused. */
      readonly failure: Failure | null;
    }
  | { readonly step: 'refused'; readonly name: string; readonly failure: Failure };

export interface PluginInstallState {
  /** Null while nothing is being installed. */
  readonly current: InstallStep | null;
  /** The plugin whose update was asked for; another one in its place is pointed out. */
  readonly expected: string | null;
  /** A file is being chosen: what it is chosen for. */
  expect(expected: string | null): void;
  beginWithPath(path: string, expected?: string | null): Promise<void>;
  beginWithFile(file: File, expected?: string | null): Promise<void>;
  /** Says why something cannot be installed at all. */
  refuse(name: string, failure: Failure): void;
  confirm(enable: boolean): Promise<void>;
  cancel(): void;
}

export function createPluginInstallStore(
  link: EngineLink,
  host: Pick<HostAccess, 'provideFile'>,
  plugins: StoreApi<PluginsState>,
): StoreApi<PluginInstallState> {
  let running = new AbortController();
  return createStore<PluginInstallState>((set, get) => {
    const begin = (expected: string | null): AbortSignal => {
      running.abort();
      running = new AbortController();
      set({ expected });
      return running.signal;
    };
    const inspect = async (source: string, signal: AbortSignal): Promise<void> => {
      const name = lastPart(source);
      set({ current: { step: 'inspecting', name } });
      const result = await link.call('plugins.inspect', { source }, signal);
      if (signal.aborted) return;
      set({
        current: result.ok
          ? { step: 'asking', source, inspection: result.value, failure: null }
          : { step: 'refused', name, failure: result.failure },
      });
    };
    return {
      current: null,
      expected: null,
      expect: (expected) => set({ expected }),
      beginWithPath: (path, expected = null) => inspect(path, begin(expected)),
      beginWithFile: async (file, expected = null) => {
        const signal = begin(expected);
        set({ current: { step: 'sending', name: file.name, fraction: 0 } });
        const provided: Result<string> = await host.provideFile(
          file,
          'plugin',
          (fraction) => {
            if (!signal.aborted) set({ current: { step: 'sending', name: file.name, fraction } });
          },
          signal,
        );
        if (signal.aborted) return;
        if (provided.ok) await inspect(provided.value, signal);
        else set({ current: { step: 'refused', name: file.name, failure: provided.failure } });
      },
      refuse: (name, failure) => {
        begin(null);
        set({ current: { step: 'refused', name, failure } });
      },
      confirm: async (enable) => {
        const { current } = get();
        if (current?.step !== 'asking') return;
        const { source, inspection } = current;
        set({ current: { step: 'installing', source, inspection, failure: null } });
        // Closing the dialog does not take an installation back: it is carried through either way.
        const result = await link.call('plugins.install', { source, accepted: inspection.permissions, enable });
        const shown = get().current;
        const stillShown = shown?.step === 'installing' && shown.source === source;
        if (result.ok) {
          plugins.getState().take(result.value);
          plugins.getState().dismissRefusal(result.value.id);
          plugins.getState().select(result.value.id);
          if (stillShown) set({ current: null });
        } else if (stillShown) {
          set({ current: { step: 'asking', source, inspection, failure: result.failure } });
        } else {
          set({ current: { step: 'refused', name: inspection.manifest.name, failure: result.failure } });
        }
      },
      cancel: () => {
        running.abort();
        set({ current: null, expected: null });
      },
    };
  });
}

/** The name of a file or folder, whichever system its path is of. */
function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}
