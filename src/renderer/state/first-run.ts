/** The first time: nothing was captured, opened or decided here yet. Once any of that was, it is never the first time again. */
import type { StoreApi } from 'zustand/vanilla';
import { isFirstRun } from '#contract/settings-commands.ts';
import type { CaptureStoreState } from './capture-store.ts';
import type { SettingsStoreState } from './settings-store.ts';

export function isFirstTime({ state }: Pick<SettingsStoreState, 'state'>): boolean {
  return state !== null && isFirstRun(state);
}

/** Keeps the settings as they are, which is what tells the next start. Where that is refused, the settings say so. */
export function endFirstRun(settings: StoreApi<SettingsStoreState>): void {
  const { state, replace } = settings.getState();
  if (state !== null && isFirstRun(state)) void replace(state.settings);
}

/** Whoever captures or opens something has found the way. */
export function followFirstRun(capture: StoreApi<CaptureStoreState>, settings: StoreApi<SettingsStoreState>): void {
  const look = (): void => {
    const state = capture.getState().status?.capture.state;
    if (state === 'running' || state === 'ended') endFirstRun(settings);
  };
  capture.subscribe(({ status }, before) => {
    if (status?.capture.state !== before.status?.capture.state) look();
  });
  settings.subscribe(({ state }, before) => {
    if (before.state === null && state !== null) look();
  });
}
