/**
 * What everything on screen is about: one display filter and one range of time for all views. Filters that arrive here were accepted by
 * the engine (or are ours); each change can be taken back.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TimeRange } from '#contract/views/time-range.ts';

export interface Scope {
  readonly filter: string;
  /** Null: the whole capture. */
  readonly range: TimeRange | null;
}

export interface ScopeState extends Scope {
  /** Goes up with each change: what is shown is about something else. */
  readonly generation: number;
  /** Scopes before this one, the latest last. */
  readonly past: readonly Scope[];
  setFilter(filter: string): void;
  setRange(range: TimeRange | null): void;
  /** Both at once: one step to take back. */
  set(scope: Partial<Scope>): void;
  /** As `set`, but part of the change before it: both are taken back together. */
  amend(scope: Partial<Scope>): void;
  /** The scope before; nothing where there is none. */
  back(): void;
  /** Another capture: no range of the old one holds. */
  reset(): void;
}

const MAX_PAST = 100;

export function createScopeStore(): StoreApi<ScopeState> {
  return createStore<ScopeState>((set, get) => {
    const change = (changes: Partial<Scope>): void => {
      const { filter, range, past, generation } = get();
      const next = { filter, range, ...changes };
      if (next.filter === filter && next.range === range) return;
      set({ ...next, generation: generation + 1, past: [...past, { filter, range }].slice(-MAX_PAST) });
    };
    return {
      filter: '',
      range: null,
      generation: 0,
      past: [],
      setFilter: (filter) => change({ filter }),
      setRange: (range) => change({ range }),
      set: change,
      amend: (changes) => {
        const { filter, range, past, generation } = get();
        const next = { filter, range, ...changes };
        if (next.filter === filter && next.range === range) return;
        // Amended to what it was before: then there is nothing to take back.
        const before = past.at(-1);
        const isUndone = before !== undefined && before.filter === next.filter && before.range === next.range;
        set({ ...next, generation: generation + 1, past: isUndone ? past.slice(0, -1) : past });
      },
      back: () => {
        const { past, generation } = get();
        const last = past.at(-1);
        if (last !== undefined) set({ ...last, generation: generation + 1, past: past.slice(0, -1) });
      },
      reset: () => set({ range: null, past: [], generation: get().generation + 1 }),
    };
  });
}
