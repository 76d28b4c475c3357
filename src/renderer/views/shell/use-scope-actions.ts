/** What empties the filter or the range, with a way back on screen. */
import { useMemo } from 'react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { notifyUndo } from '../notify.tsx';

export interface ScopeActions {
  clearFilter(): void;
  showAll(): void;
}

export function useScopeActions(): ScopeActions {
  const { scope, filter } = useApp();
  return useMemo(
    () => ({
      clearFilter: () => {
        const { text } = filter.getState();
        if (text === '') return;
        filter.getState().apply('');
        // Text with a mistake was never in the scope: it is brought back as it was typed.
        notifyUndo(words().shell.filter.removed, () => filter.getState().apply(text));
      },
      showAll: () => {
        const { filter: before, range } = scope.getState();
        if (before === '' && range === null) return;
        scope.getState().set({ filter: '', range: null });
        notifyUndo(words().shell.filter.removed, () => scope.getState().set({ filter: before, range }));
      },
    }),
    [scope, filter],
  );
}
