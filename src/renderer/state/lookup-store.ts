/** The lookup whose details are open. Asked for again each second while its capture runs: sessions that it led to may follow. */
import { onRedaction } from './preferences-store.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '#base/result.ts';
import type { DnsDetails } from '#contract/views/dns.ts';
import type { DetailsSurroundings } from './details-store.ts';
import type { EngineLink } from './engine-link.ts';

const REFRESH_MS = 1000;

export interface LookupState {
  /** Of a row of the table `dns`. */
  readonly key: string | null;
  /** Of `key`, or of the one before while the next is loading. */
  readonly details: DnsDetails | null;
  readonly failure: Failure | null;
  show(key: string | null): void;
}

export function createLookupStore(
  link: EngineLink,
  { isRunning, preferences }: DetailsSurroundings,
): StoreApi<LookupState> {
  let request: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let loadedKey: string | null = null;

  return createStore<LookupState>((set, get) => {
    const load = async (key: string): Promise<void> => {
      request?.abort();
      const own = new AbortController();
      request = own;
      const { redact } = preferences.getState().preferences;
      const result = await link.call('dns.details', { key, redact }, own.signal);
      if (own.signal.aborted || get().key !== key) return;
      if (result.ok) {
        loadedKey = key;
        set({ details: result.value, failure: null });
      } else if (loadedKey !== key) set({ details: null, failure: result.failure });
      timer = setTimeout(() => refresh(key), REFRESH_MS);
    };
    const refresh = (key: string): void => {
      if (isRunning()) void load(key);
      else timer = setTimeout(() => refresh(key), REFRESH_MS);
    };
    const begin = (key: string | null): void => {
      if (timer !== null) clearTimeout(timer);
      request?.abort();
      set(key === null ? { key, details: null, failure: null } : { key, failure: null });
      if (key === null) loadedKey = null;
      else void load(key);
    };
    onRedaction(preferences, () => {
      const { key } = get();
      if (key === null) return;
      // Nothing real may stay on screen.
      set({ details: null });
      loadedKey = null;
      begin(key);
    });
    return {
      key: null,
      details: null,
      failure: null,
      show: (key) => {
        if (key !== get().key) begin(key);
      },
    };
  });
}
