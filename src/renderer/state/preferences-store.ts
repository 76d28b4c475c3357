/** What one person prefers; outlives the window. A copy that cannot be read counts as the defaults, key by key where it can. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_PREFERENCES, preferencesSchema, type Preferences } from '#contract/preferences.ts';
import { recall, remember, storageKey } from './remembered.ts';

export interface PreferencesState {
  readonly preferences: Preferences;
  change(changes: Partial<Preferences>): void;
}

const NAME = 'preferences';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPreferences(): Preferences {
  const kept = recall(NAME, isRecord);
  if (kept === null) return DEFAULT_PREFERENCES;
  const whole = preferencesSchema.safeParse(kept);
  if (whole.success) return whole.data;
  const wrong = new Set(whole.error.issues.map(({ path }) => path[0]));
  const rest = Object.fromEntries(Object.entries(kept).filter(([key]) => !wrong.has(key)));
  return preferencesSchema.safeParse(rest).data ?? DEFAULT_PREFERENCES;
}

/** Calls when redaction is switched on or off: what is shown then has other names and addresses. */
export function onRedaction(preferences: StoreApi<PreferencesState>, call: () => void): void {
  preferences.subscribe(({ preferences: now }, { preferences: before }) => {
    if (now.redact !== before.redact) call();
  });
}

/** Follows what another window of the same person changes. */
export function createPreferencesStore(): StoreApi<PreferencesState> {
  const store = createStore<PreferencesState>((set, get) => ({
    preferences: readPreferences(),
    change: (changes) => {
      const preferences = { ...get().preferences, ...changes };
      set({ preferences });
      remember(NAME, preferences);
    },
  }));
  if (typeof window !== 'undefined') {
    window.addEventListener('storage', ({ key }) => {
      if (key === storageKey(NAME)) store.setState({ preferences: readPreferences() });
    });
  }
  return store;
}
