import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.ts';
import type { GroupsState } from '../../state/groups-store.ts';

export function useGroups<T>(select: (state: GroupsState) => T): T {
  return useStore(useApp().groups, select);
}
