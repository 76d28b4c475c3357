/** What the desktop app does on this machine, as its main process says; asked when the pane is looked at. Nothing in a browser. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '#base/result.ts';
import type { DesktopPreferences, DesktopPreferencesState } from '#contract/desktop-preferences.ts';
import type { DesktopPort } from './host-access.ts';

export interface DesktopStoreState {
  /** Null until main has answered. */
  readonly state: DesktopPreferencesState | null;
  /** Why the last change was refused; null again with the next. */
  readonly failure: Failure | null;
  refresh(): Promise<void>;
  change(changes: Partial<DesktopPreferences>): Promise<void>;
}

export function createDesktopStore(port: DesktopPort | null): StoreApi<DesktopStoreState> {
  return createStore<DesktopStoreState>((set) => ({
    state: null,
    failure: null,
    refresh: async () => {
      if (port !== null) set({ state: await port.desktopPreferences(), failure: null });
    },
    change: async (changes) => {
      if (port === null) return;
      const answer = await port.setDesktopPreferences(changes);
      set(answer.ok ? { state: answer.value, failure: null } : { failure: answer.failure });
    },
  }));
}
