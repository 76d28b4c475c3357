/** The overview's store in React, and what its parts do to the scope. */
import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.ts';
import { narrowed } from '../../state/filter-text.ts';
import type { OverviewState } from '../../state/overview-store.ts';

export function useOverview<T>(select: (state: OverviewState) => T): T {
  return useStore(useApp().overview, select);
}

/** Shows only what passes the condition; one step to take back. */
export function useOnly(): (condition: string) => void {
  const { scope } = useApp();
  return (condition) => {
    const next = narrowed(scope.getState().filter, condition, 'only');
    if (next !== null) scope.getState().setFilter(next);
  };
}
