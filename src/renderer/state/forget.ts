/**
 * Forgets what the view remembers by itself: recent files, what was filtered for, columns, widths, what was seen. What was chosen
 * on purpose (preferences, saved filters) stays. Answers how to take that back.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { AppState } from './app-state.ts';
import { createLayoutStore } from './layout-store.ts';
import { createRecentsStore } from './recents-store.ts';
import { takeRemembered } from './remembered.ts';

const CHOSEN_ON_PURPOSE: readonly string[] = ['preferences', 'alerts-notify'];

type Parts = Pick<AppState, 'host' | 'layout' | 'recents' | 'filter'>;

export function forgetRemembered({ host, layout, recents, filter }: Parts): () => void {
  const before = { layout: layout.getState(), recents: recents.getState(), filter: filter.getState() };
  const putBack = takeRemembered(CHOSEN_ON_PURPOSE);
  // As they are made where nothing is remembered; the view stays where it is.
  const { view } = before.layout;
  layout.setState({ ...dataOf(createLayoutStore()), view });
  recents.setState(dataOf(createRecentsStore()));
  filter.setState({ history: [] });
  host.clearRecent();
  return () => {
    putBack();
    layout.setState({ ...before.layout, view: layout.getState().view });
    recents.setState(before.recents);
    filter.setState({ history: before.filter.history });
    // The oldest first: each that is noted becomes the latest.
    for (const { path } of before.recents.files.toReversed()) host.noteRecent(path);
  };
}

/** What a store knows, without what it can do. */
function dataOf<T extends object>(store: StoreApi<T>): Partial<T> {
  return Object.fromEntries(
    Object.entries(store.getState()).filter(([, value]) => typeof value !== 'function'),
  ) as Partial<T>;
}
