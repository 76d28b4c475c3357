/** Which of the panels that lie over the window is open; one at a time. And which commands were used last. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { recall, remember } from './remembered.ts';

/** `filters`: saved and recent ones · `capture`: what to capture · `travel`: where to go in history. */
export type PanelName = 'palette' | 'keys' | 'filters' | 'capture' | 'travel';

export interface PanelsState {
  readonly opened: PanelName | null;
  /** Identities of commands, the latest first. */
  readonly usedCommands: readonly string[];
  open(panel: PanelName): void;
  /** Closes it where it is the one that is open. */
  close(panel: PanelName): void;
  noteCommand(id: string): void;
}

const MAX_USED = 5;
const NAME = 'used-commands';

export function createPanelsStore(): StoreApi<PanelsState> {
  return createStore<PanelsState>((set, get) => ({
    opened: null,
    usedCommands: recall(NAME, isTexts) ?? [],
    open: (opened) => set({ opened }),
    close: (panel) => {
      if (get().opened === panel) set({ opened: null });
    },
    noteCommand: (id) => {
      const usedCommands = [id, ...get().usedCommands.filter((each) => each !== id)].slice(0, MAX_USED);
      set({ usedCommands });
      remember(NAME, usedCommands);
    },
  }));
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
