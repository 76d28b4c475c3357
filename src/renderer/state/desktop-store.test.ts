import { expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import { DEFAULT_DESKTOP_PREFERENCES, type DesktopPreferencesState } from '#contract/desktop-preferences.ts';
import { createDesktopStore } from './desktop-store.ts';

it('shows what main says holds, and why a change does not', async () => {
  let now: DesktopPreferencesState = { preferences: DEFAULT_DESKTOP_PREFERENCES, trayState: 'shown' };
  let full = false;
  const store = createDesktopStore({
    platform: 'linux',
    desktopPreferences: () => Promise.resolve(now),
    setDesktopPreferences: (changes) => {
      if (full) return Promise.resolve(failure('unwritable', 'The disk is full'));
      now = { ...now, preferences: { ...now.preferences, ...changes } };
      return Promise.resolve(success(now));
    },
  });
  expect(store.getState().state).toBeNull();
  await store.getState().refresh();
  expect(store.getState().state).toEqual(now);
  await store.getState().change({ close_to_tray: true });
  expect(store.getState().state?.preferences.close_to_tray).toBe(true);

  full = true;
  await store.getState().change({ tray: false });
  expect(store.getState()).toMatchObject({
    state: { preferences: { tray: true } },
    failure: { message: 'The disk is full' },
  });
  full = false;
  await store.getState().change({ tray: false });
  expect(store.getState()).toMatchObject({ state: { preferences: { tray: false } }, failure: null });
});

it('has nothing in a browser', async () => {
  const store = createDesktopStore(null);
  await store.getState().refresh();
  await store.getState().change({ tray: false });
  expect(store.getState()).toMatchObject({ state: null, failure: null });
});
