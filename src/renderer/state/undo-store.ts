/**
 * What can be taken back, the latest first. Changes of the scope are kept by the scope itself; this store knows which of both came
 * last, so that one key always takes back what was done last.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ScopeState } from './scope-store.ts';

interface Undoable {
  readonly id: number;
  readonly undo: () => void;
  /** The scope's generation when it was done: later changes of the scope come first. */
  readonly generation: number;
}

export interface UndoState {
  /** The latest last. */
  readonly done: readonly Undoable[];
  /** Notes something that was done; answers what takes back just that, once. */
  offer(undo: () => void): () => void;
  /** Takes back what was done last; false where there is nothing. */
  undo(): boolean;
}

const MAX_DONE = 20;

export function createUndoStore(scope: StoreApi<ScopeState>): StoreApi<UndoState> {
  let lastId = 0;
  return createStore<UndoState>((set, get) => {
    const takeBack = (id: number): boolean => {
      const found = get().done.find((each) => each.id === id);
      if (found === undefined) return false;
      set({ done: get().done.filter((each) => each.id !== id) });
      found.undo();
      return true;
    };
    return {
      done: [],
      offer: (undo) => {
        lastId += 1;
        const id = lastId;
        const { generation } = scope.getState();
        set({ done: [...get().done, { id, undo, generation }].slice(-MAX_DONE) });
        return () => void takeBack(id);
      },
      undo: () => {
        const last = get().done.at(-1);
        const { generation, past, back } = scope.getState();
        if (last !== undefined && (last.generation >= generation || past.length === 0)) return takeBack(last.id);
        if (past.length === 0) return false;
        back();
        return true;
      },
    };
  });
}
