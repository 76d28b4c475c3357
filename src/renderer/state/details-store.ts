/** The session whose details are open. Asked for again each second while its capture runs. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '#base/result.ts';
import type { SessionDetails } from '#contract/views/session-details.ts';
import type { EngineLink } from './engine-link.ts';
import { onRedaction, type PreferencesState } from './preferences-store.ts';

const PACKET_LIMIT = 300;
const REFRESH_MS = 1000;

export interface DetailsState {
  readonly sessionId: string | null;
  /** Of `sessionId`, or of the one before while the next is loading. */
  readonly details: SessionDetails | null;
  readonly failure: Failure | null;
  show(sessionId: string | null): void;
}

export interface DetailsSurroundings {
  isRunning(): boolean;
  readonly preferences: StoreApi<PreferencesState>;
}

export function createDetailsStore(
  link: EngineLink,
  { isRunning, preferences }: DetailsSurroundings,
): StoreApi<DetailsState> {
  let request: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  return createStore<DetailsState>((set, get) => {
    const load = async (sessionId: string): Promise<void> => {
      request?.abort();
      const own = new AbortController();
      request = own;
      const { redact } = preferences.getState().preferences;
      const result = await link.call('sessions.details', { sessionId, packetLimit: PACKET_LIMIT, redact }, own.signal);
      if (own.signal.aborted || get().sessionId !== sessionId) return;
      if (result.ok) set({ details: result.value, failure: null });
      else if (get().details?.session.session_id !== sessionId) set({ details: null, failure: result.failure });
      // Where the refresh alone failed (lost connection, forgotten session), the last details stay readable.
      schedule(sessionId);
    };
    const schedule = (sessionId: string): void => {
      timer = setTimeout(() => {
        if (isRunning()) void load(sessionId);
        else schedule(sessionId);
      }, REFRESH_MS);
    };
    onRedaction(preferences, () => {
      const { sessionId } = get();
      if (sessionId === null) return;
      set({ details: null });
      if (timer !== null) clearTimeout(timer);
      void load(sessionId);
    });
    return {
      sessionId: null,
      details: null,
      failure: null,
      show: (sessionId) => {
        if (sessionId === get().sessionId) return;
        if (timer !== null) clearTimeout(timer);
        request?.abort();
        if (sessionId === null) {
          set({ sessionId, details: null, failure: null });
          return;
        }
        set({ sessionId, failure: null });
        void load(sessionId);
      },
    };
  });
}
