/** Hands the stores down the tree. */
import { createContext, useContext } from 'react';
import { assertDefined } from '#base/assert.ts';
import type { AppState } from './app-state.ts';

export const AppContext: React.Context<AppState | null> = createContext<AppState | null>(null);

export function useApp(): AppState {
  return assertDefined(useContext(AppContext), 'a view is drawn outside of the app');
}
