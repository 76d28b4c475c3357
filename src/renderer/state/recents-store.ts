/** Captures that were opened and can be opened again: those that have a path of their own where the engine runs. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { recall, remember } from './remembered.ts';

export interface RecentFile {
  readonly name: string;
  readonly path: string;
}

export interface RecentsState {
  /** The latest first. */
  readonly files: readonly RecentFile[];
  note(path: string): void;
  forget(path: string): void;
  set(files: readonly RecentFile[]): void;
}

const MAX_RECENT = 10;
const NAME = 'recent-files';

/** The last part of a path of any system. */
export function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

export function createRecentsStore(): StoreApi<RecentsState> {
  return createStore<RecentsState>((set, get) => ({
    files: recall(NAME, isRecentFiles) ?? [],
    note: (path) =>
      get().set(
        [{ name: fileName(path), path }, ...get().files.filter((file) => file.path !== path)].slice(0, MAX_RECENT),
      ),
    forget: (path) => get().set(get().files.filter((file) => file.path !== path)),
    set: (files) => {
      set({ files });
      remember(NAME, files);
    },
  }));
}

function isRecentFiles(value: unknown): value is readonly RecentFile[] {
  return (
    Array.isArray(value) &&
    value.every(
      (file: unknown) =>
        typeof file === 'object' &&
        file !== null &&
        typeof (file as Partial<RecentFile>).name === 'string' &&
        typeof (file as Partial<RecentFile>).path === 'string',
    )
  );
}
