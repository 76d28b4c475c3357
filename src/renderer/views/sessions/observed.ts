/** What observers add to sessions, in words. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { CellValue, ObservedColumn } from '#contract/protocol.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';

/** Those of the capture on view; the same array until they are others. */
export function useObserved(): readonly ObservedColumn[] {
  const text = useStore(useApp().capture, ({ status }) => JSON.stringify(status?.observed ?? []));
  return useMemo(() => JSON.parse(text) as readonly ObservedColumn[], [text]);
}

/** Null where nothing was seen. */
export function observedText(value: CellValue | undefined): string | null {
  const { yes, no } = words().common;
  if (typeof value === 'boolean') return value ? yes : no;
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}
