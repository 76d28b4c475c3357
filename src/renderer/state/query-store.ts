/** The console: the text, what is wrong with it, the query that runs and what it answered. Outlives the view; saved queries are the engine's. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure, Result } from '#base/result.ts';
import type { SqlMistake, SqlResult } from '#contract/history/answers.ts';
import type { SavedQuery } from '#contract/history/commands.ts';
import type { EngineLink } from './engine-link.ts';
import { chartFor } from './result-chart-data.ts';

export type QueryChart = NonNullable<SavedQuery['chart']>;

/** What the console was opened with, until another is: the name of one that is ready, or the id of one that was saved. */
export type OpenedQuery = { readonly kind: 'ready' | 'saved'; readonly id: string } | null;

export interface QueryStoreState {
  readonly text: string;
  readonly opened: OpenedQuery;
  /** Of `text`, or while it is checked of what it was before. */
  readonly mistake: SqlMistake | null;
  readonly running: boolean;
  readonly result: SqlResult | null;
  /** Changes with every result. */
  readonly generation: number;
  readonly failure: Failure | null;
  readonly shown: 'table' | 'chart';
  /** Columns of the result on view; null where nothing in it can be drawn. */
  readonly chart: QueryChart | null;
  edit(text: string): void;
  /** In place of what is there; runs it. */
  open(opened: OpenedQuery, text: string, chart: QueryChart | null): void;
  run(): Promise<void>;
  cancel(): void;
  show(shown: 'table' | 'chart'): void;
  setChart(chart: QueryChart): void;
  save(query: SavedQuery): Promise<Result<unknown>>;
  remove(id: string): Promise<Result<unknown>>;
}

export const MOST_ROWS = 10_000;
const TIMEOUT_MS = 60_000;
const CHECK_DELAY_MS = 400;
const FIRST_TEXT = 'SELECT * FROM sessions ORDER BY start_time DESC LIMIT 100';

export function createQueryStore(link: EngineLink): StoreApi<QueryStoreState> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let checking: AbortController | null = null;
  let runs = 0;
  return createStore<QueryStoreState>((set, get) => {
    const queryIdOf = (run: number): string => `console-${run}`;
    const check = async (): Promise<void> => {
      checking?.abort();
      const own = new AbortController();
      checking = own;
      const { text } = get();
      if (text.trim() === '') {
        set({ mistake: null });
        return;
      }
      const result = await link.call('history.check', { text }, own.signal);
      if (checking === own && result.ok) set({ mistake: result.value });
    };
    return {
      text: FIRST_TEXT,
      opened: null,
      mistake: null,
      running: false,
      result: null,
      generation: 0,
      failure: null,
      shown: 'table',
      chart: null,
      edit: (text) => {
        set({ text });
        checking?.abort();
        clearTimeout(timer);
        timer = setTimeout(() => void check(), CHECK_DELAY_MS);
      },
      open: (opened, text, chart) => {
        clearTimeout(timer);
        checking?.abort();
        set({ opened, text, chart, mistake: null, shown: chart === null ? 'table' : 'chart' });
        void get().run();
      },
      run: async () => {
        const { text } = get();
        if (text.trim() === '') return;
        get().cancel();
        const run = ++runs;
        set({ running: true, failure: null });
        const result = await link.call('history.query', {
          queryId: queryIdOf(run),
          text,
          limit: MOST_ROWS,
          timeoutMs: TIMEOUT_MS,
        });
        if (run !== runs) return;
        if (!result.ok) {
          set({ running: false, failure: result.failure });
          if (result.failure.code === 'invalid') void check();
          return;
        }
        const chart = chartFor(result.value, get().chart);
        set({
          running: false,
          result: result.value,
          generation: get().generation + 1,
          mistake: null,
          chart,
          shown: chart === null ? 'table' : get().shown,
        });
      },
      cancel: () => {
        if (get().running) void link.call('history.cancel', { queryId: queryIdOf(runs) });
      },
      show: (shown) => set({ shown }),
      setChart: (chart) => set({ chart }),
      save: async (query) => {
        const result = await link.call('history.save', { query });
        if (result.ok) set({ opened: { kind: 'saved', id: query.id } });
        return result;
      },
      remove: (id) => link.call('history.remove', { id }),
    };
  });
}
