import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.ts';
import type { CompareState } from '../../state/compare-store.ts';

export function useCompare<T>(select: (state: CompareState) => T): T {
  return useStore(useApp().compare, select);
}
