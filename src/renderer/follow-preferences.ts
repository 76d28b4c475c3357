/** Makes what is preferred hold for everything that is said: before the first render, and whenever it changes. */
import type { StoreApi } from 'zustand/vanilla';
import type { Appearance } from '#contract/desktop-bridge.ts';
import { chooseDisplay, languageFor } from './display/display-choice.ts';
import type { PreferencesState } from './state/preferences-store.ts';

/** `appear`: tells the host's own parts. */
export function followPreferences(
  store: StoreApi<PreferencesState>,
  appear: (appearance: Appearance) => void = () => undefined,
): void {
  const follow = (): void => {
    const { theme, language, rateUnit, byteBase, timeZone, density } = store.getState().preferences;
    const spoken = languageFor(language, navigator.languages);
    chooseDisplay({ language: spoken, rateUnit, byteBase, timeZone });
    document.documentElement.lang = spoken;
    document.documentElement.dataset['density'] = density;
    appear({ theme, language: spoken, units: { rateUnit, byteBase } });
  };
  follow();
  store.subscribe(follow);
}
