/** Files on their way to the engine: chosen, dropped or handed over by the system. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CaptureStoreState } from './capture-store.ts';
import type { HostAccess } from './host-access.ts';

export interface FilesState {
  /** The file that is being handed over, and how much of all of them is there, 0..1. */
  readonly upload: { readonly name: string; readonly fraction: number } | null;
  /**
   * Several files, or a folder, become one timeline. The path of the first one; null where that came to nothing, which the capture store then
   * says.
   */
  openFiles(files: readonly File[]): Promise<string | null>;
  cancelUpload(): void;
}

/** `newGroup`: a name for files that are handed over together. */
export function createFilesStore(
  host: HostAccess,
  capture: StoreApi<CaptureStoreState>,
  newGroup: () => string = () => crypto.randomUUID(),
): StoreApi<FilesState> {
  let current: AbortController | null = null;
  return createStore<FilesState>((set, get) => ({
    upload: null,
    openFiles: async (files) => {
      get().cancelUpload();
      const own = new AbortController();
      current = own;
      const group = files.length > 1 ? newGroup() : undefined;
      const total = files.reduce((sum, file) => sum + file.size, 0);
      const paths: string[] = [];
      let before = 0;
      for (const file of files) {
        const show = (part: number): void => {
          const fraction = total === 0 ? part : (before + part * file.size) / total;
          if (current === own) set({ upload: { name: file.name, fraction } });
        };
        show(0);
        const provided = await host.provideFile(file, 'capture', show, own.signal, group);
        before += file.size;
        if (!provided.ok) {
          done();
          capture.getState().refuse(provided.failure);
          return null;
        }
        paths.push(provided.value);
      }
      done();
      const [first, ...more] = paths;
      if (first === undefined) return null;
      const opened = await capture.getState().open(first, more);
      return opened.ok ? first : null;

      function done(): void {
        if (current !== own) return;
        current = null;
        set({ upload: null });
      }
    },
    cancelUpload: () => {
      current?.abort();
      current = null;
      set({ upload: null });
    },
  }));
}
