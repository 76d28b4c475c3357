/** Whether the view is frozen. The capture never is. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface PauseState {
  readonly paused: boolean;
  /** When the view was frozen, `Date.now()` milliseconds. */
  readonly sinceMs: number | null;
  toggle(): void;
  resume(): void;
}

export function createPauseStore(): StoreApi<PauseState> {
  return createStore<PauseState>((set, get) => ({
    paused: false,
    sinceMs: null,
    toggle: () => set(get().paused ? { paused: false, sinceMs: null } : { paused: true, sinceMs: Date.now() }),
    resume: () => set({ paused: false, sinceMs: null }),
  }));
}
