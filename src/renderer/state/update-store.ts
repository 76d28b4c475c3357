/** What main knows of newer versions. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { success, type Result } from '#base/result.ts';
import type { UpdateState } from '#contract/updates.ts';

/** The desktop app has it; null elsewhere. */
export interface UpdateAccess {
  onChange(listener: (state: UpdateState) => void): void;
  state(): Promise<UpdateState>;
  check(): Promise<UpdateState>;
  download(): Promise<Result<null>>;
  switch(on: boolean): Promise<Result<unknown>>;
}

export interface UpdateStoreState {
  /** Null: not known yet, or never in a browser. */
  readonly state: UpdateState | null;
  /** The version of which nobody wants to be told again, until the program ends. */
  readonly dismissed: string | null;
  dismiss(): void;
  switch(on: boolean): Promise<Result<unknown>>;
  check(): Promise<void>;
  download(): Promise<Result<null>>;
}

export function createUpdateStore(access: UpdateAccess | null): StoreApi<UpdateStoreState> {
  return createStore<UpdateStoreState>((set, get) => {
    access?.onChange((state) => set({ state }));
    void access?.state().then((state) => set({ state }));
    return {
      state: null,
      dismissed: null,
      dismiss: () => set({ dismissed: get().state?.offer?.version ?? null }),
      switch: (on) => access?.switch(on) ?? Promise.resolve(success(null)),
      check: async () => {
        if (access !== null) set({ state: await access.check() });
      },
      download: () => access?.download() ?? Promise.resolve(success(null)),
    };
  });
}
