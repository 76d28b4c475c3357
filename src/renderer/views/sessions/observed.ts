/** What observers add to sessions, in words. */
import { useStore } from 'zustand';
import type { CellValue, ObservedColumn } from '#contract/protocol.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';

const NONE: readonly ObservedColumn[] = [];

export function useObserved(): readonly ObservedColumn[] {
  return useStore(useApp().link.state, ({ hello }) => hello?.observed ?? NONE);
}

/** Null where nothing was seen. */
export function observedText(value: CellValue | undefined): string | null {
  const { yes, no } = words().common;
  if (typeof value === 'boolean') return value ? yes : no;
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}
