/** Files on their way to the engine: chosen, dropped or handed over by the system. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CaptureStoreState } from './capture-store.ts';
import type { HostAccess } from './host-access.ts';

export interface FilesState {
  /** The file that is being handed over, and how much of it is there, 0..1. */
  readonly upload: { readonly name: string; readonly fraction: number } | null;
  /** The path that it was opened from; null where that came to nothing, which the capture store then says. */
  openFile(file: File): Promise<string | null>;
  cancelUpload(): void;
}

export function createFilesStore(host: HostAccess, capture: StoreApi<CaptureStoreState>): StoreApi<FilesState> {
  let current: AbortController | null = null;
  return createStore<FilesState>((set, get) => ({
    upload: null,
    openFile: async (file) => {
      get().cancelUpload();
      const own = new AbortController();
      current = own;
      set({ upload: { name: file.name, fraction: 0 } });
      const provided = await host.provideFile(
        file,
        'capture',
        (fraction) => {
          if (current === own) set({ upload: { name: file.name, fraction } });
        },
        own.signal,
      );
      if (current === own) {
        current = null;
        set({ upload: null });
      }
      if (!provided.ok) {
        capture.getState().refuse(provided.failure);
        return null;
      }
      const opened = await capture.getState().open(provided.value);
      return opened.ok ? provided.value : null;
    },
    cancelUpload: () => {
      current?.abort();
      current = null;
      set({ upload: null });
    },
  }));
}
