/** Makes what is preferred hold for everything that is said: before the first render, and whenever it changes. */
import type { StoreApi } from 'zustand/vanilla';
import { chooseDisplay, languageFor } from './display/display-choice.ts';
import type { PreferencesState } from './state/preferences-store.ts';

export function followPreferences(store: StoreApi<PreferencesState>): void {
  const follow = (): void => {
    const { language, rateUnit, byteBase, timeZone, density } = store.getState().preferences;
    const spoken = languageFor(language, navigator.languages);
    chooseDisplay({ language: spoken, rateUnit, byteBase, timeZone });
    document.documentElement.lang = spoken;
    document.documentElement.dataset['density'] = density;
  };
  follow();
  store.subscribe(follow);
}
