import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.ts';
import type { HistoryStoreState } from '../../state/history-store.ts';
import type { QueryStoreState } from '../../state/query-store.ts';

export function useQuery<T>(select: (state: QueryStoreState) => T): T {
  return useStore(useApp().query, select);
}

export function useHistory<T>(select: (state: HistoryStoreState) => T): T {
  return useStore(useApp().history, select);
}
