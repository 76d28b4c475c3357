/** Samples of every interface, each second while somebody looks at them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { InterfaceSample } from '#contract/protocol.ts';
import type { EngineLink, Subscription } from './engine-link.ts';

export interface InterfacesState {
  readonly samples: readonly InterfaceSample[] | null;
  readonly selected: string | null;
  select(name: string): void;
  attach(): () => void;
}

export function createInterfacesStore(link: EngineLink): StoreApi<InterfacesState> {
  let subscription: Subscription<'interfaces'> | null = null;
  let attached = 0;
  return createStore<InterfacesState>((set) => ({
    samples: null,
    selected: null,
    select: (selected) => set({ selected }),
    attach: () => {
      attached += 1;
      subscription ??= link.subscribe('interfaces', {}, (frame) => set({ samples: frame.samples }));
      return () => {
        attached -= 1;
        if (attached > 0) return;
        subscription?.close();
        subscription = null;
      };
    },
  }));
}
