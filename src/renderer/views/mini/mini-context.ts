/** Hands the small window's stores down its tree. */
import { createContext, useContext } from 'react';
import { assertDefined } from '#base/assert.ts';
import type { MiniApp } from '../../state/mini-store.ts';

export const MiniContext: React.Context<MiniApp | null> = createContext<MiniApp | null>(null);

export function useMini(): MiniApp {
  return assertDefined(useContext(MiniContext), 'a part of the small window is drawn outside of it');
}
