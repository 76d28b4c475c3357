/** Crashes that main told of, and the reports that are kept of them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { success, type Failure, type Result } from '#base/result.ts';
import type { CrashNotice, CrashReportEntry } from '#contract/crash-reports.ts';

/** The desktop app has it; null elsewhere. */
export interface CrashAccess {
  onCrash(listener: (notice: CrashNotice) => void): void;
  list(): Promise<readonly CrashReportEntry[]>;
  read(id: string): Promise<Result<string>>;
  remove(id: string): Promise<Result<null>>;
  openFolder(): Promise<Result<null>>;
}

export interface ShownReport {
  readonly id: string;
  /** Null: it is being read. */
  readonly text: string | null;
  readonly failure: Failure | null;
}

export interface CrashState {
  /** Reports are listed here, and notices come. */
  readonly has: boolean;
  /** The latest first; dismissed together. */
  readonly notices: readonly CrashNotice[];
  /** Null: not asked for yet. */
  readonly reports: readonly CrashReportEntry[] | null;
  readonly shown: ShownReport | null;
  dismiss(): void;
  load(): Promise<void>;
  show(id: string): Promise<void>;
  hide(): void;
  remove(id: string): Promise<Result<null>>;
  openFolder(): Promise<Result<null>>;
}

export function createCrashStore(access: CrashAccess | null): StoreApi<CrashState> {
  return createStore<CrashState>((set, get) => {
    access?.onCrash((notice) => {
      set({ notices: [notice, ...get().notices] });
      if (get().reports !== null) void get().load();
    });
    return {
      has: access !== null,
      notices: [],
      reports: null,
      shown: null,
      dismiss: () => set({ notices: [] }),
      load: async () => set({ reports: access === null ? [] : await access.list() }),
      show: async (id) => {
        if (access === null) return;
        set({ shown: { id, text: null, failure: null } });
        const answer = await access.read(id);
        // Another one was asked for meanwhile.
        if (get().shown?.id !== id) return;
        set({
          shown: answer.ok ? { id, text: answer.value, failure: null } : { id, text: '', failure: answer.failure },
        });
      },
      hide: () => set({ shown: null }),
      remove: async (id) => {
        if (access === null) return success(null);
        const removed = await access.remove(id);
        await get().load();
        return removed;
      },
      openFolder: () => access?.openFolder() ?? Promise.resolve(success(null)),
    };
  });
}
