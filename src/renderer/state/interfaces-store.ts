/** Samples of every interface, each second while somebody looks at them, and which of them are chosen. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { InterfaceSample } from '#contract/protocol.ts';
import type { EngineLink, Subscription } from './engine-link.ts';
import { onRedaction, type PreferencesState } from './preferences-store.ts';

export interface InterfacesState {
  readonly samples: readonly InterfaceSample[] | null;
  /** Shown in full. */
  readonly selected: string | null;
  /** Ticked, to be captured on together. */
  readonly ticked: ReadonlySet<string>;
  select(name: string): void;
  tick(name: string, ticked: boolean): void;
  tickNone(): void;
  attach(): () => void;
}

export function createInterfacesStore(
  link: EngineLink,
  preferences: StoreApi<PreferencesState>,
): StoreApi<InterfacesState> {
  let subscription: Subscription<'interfaces'> | null = null;
  let attached = 0;
  const params = (): { readonly redact: boolean } => ({ redact: preferences.getState().preferences.redact });
  return createStore<InterfacesState>((set, get) => {
    onRedaction(preferences, () => subscription?.update(params()));
    return {
      samples: null,
      selected: null,
      ticked: new Set(),
      select: (selected) => set({ selected }),
      tick: (name, ticked) => {
        const next = new Set(get().ticked);
        if (ticked) next.add(name);
        else next.delete(name);
        set({ ticked: next });
      },
      tickNone: () => set({ ticked: new Set() }),
      attach: () => {
        attached += 1;
        subscription ??= link.subscribe('interfaces', params(), (frame) => set({ samples: frame.samples }));
        return () => {
          attached -= 1;
          if (attached > 0) return;
          subscription?.close();
          subscription = null;
        };
      },
    };
  });
}
