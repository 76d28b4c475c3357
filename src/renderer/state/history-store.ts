/** How the history is, and what is in it by day. Its stream is open for as long as the view lives; what is in it is asked for when somebody looks. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HistoryInfo } from '#contract/history/answers.ts';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import type { EngineLink } from './engine-link.ts';

export interface HistoryStoreState {
  /** Null until the engine has said anything. */
  readonly status: HistoryStatusFrame | null;
  /** As it was asked for last; null: not yet, or it could not be told. */
  readonly info: HistoryInfo | null;
  /** Asks anew; what was known stays until then. */
  look(): Promise<void>;
}

/** `zone`: of the clock that times are shown by, as IANA has it. */
export function createHistoryStore(link: EngineLink, zone: () => string): StoreApi<HistoryStoreState> {
  return createStore<HistoryStoreState>((set, get) => {
    link.subscribe('history', {}, (status) => {
      const before = get().status;
      set({ status });
      // There was nothing to be asked before.
      if (canTravel(status) && (before === null || !canTravel(before))) void get().look();
    });
    return {
      status: null,
      info: null,
      look: async () => {
        const result = await link.call('history.info', { zone: zone() });
        if (result.ok) set({ info: result.value });
      },
    };
  });
}

/** It can be read, now or in a moment. */
export function canTravel(status: HistoryStatusFrame | null): boolean {
  const state = status?.state;
  return state === 'ready' || state === 'full' || state === 'unwritable' || state === 'gone';
}
