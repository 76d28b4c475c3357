/** Whether what is on screen is of now or of history, in React. */
import { useStore } from 'zustand';
import type { TimeRange } from '#contract/views/time-range.ts';
import { useApp } from '../state/app-context.ts';
import { canTravel } from '../state/history-store.ts';
import { useScope, useStatus } from './use-store.ts';

export function useCanTravel(): boolean {
  return useStore(useApp().history, ({ status }) => canTravel(status));
}

/** There is something in it. */
export function useHasPast(): boolean {
  return useStore(useApp().history, ({ status, info }) => canTravel(status) && info !== null && info.span !== null);
}

/** The title of what was imported and is on view; null: nothing is. */
export function useImported(): string | null {
  return useStore(useApp().history, ({ status }) => status?.dataset?.title ?? null);
}

/** The stretch of history that the strip shows; null: it is the capture's. */
export function useDomain(): TimeRange | null {
  return useStore(useApp().timeline, ({ domain }) => domain);
}

/** Nothing is on view: no capture, no import, and no stretch of history was chosen. */
export function useNothingOnView(): boolean {
  const idle = useStatus(({ state, packets }) => state === 'idle' && packets === 0) ?? false;
  const imported = useImported();
  const canChoose = useCanTravel();
  const isChosen = useScope(({ range }) => range !== null);
  return idle && imported === null && !(canChoose && isChosen);
}
