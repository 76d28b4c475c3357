/** The comparison on screen: its sides, what is compared, and the rows that are known. Asked again with each change; what arrives late is not what is asked for now. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '#base/result.ts';
import type { Compared, ComparedParams, ComparedRow, Comparison } from '#contract/history/compare.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { sidesOf, type ComparePreset } from './compare-sides.ts';
import type { EngineLink } from './engine-link.ts';
import { onRedaction, type PreferencesState } from './preferences-store.ts';
import type { ScopeState } from './scope-store.ts';
import { windowAround, type RowWindow } from './window-math.ts';

export interface LoadedCapture {
  readonly dataset: string;
  readonly title: string;
}

export interface CompareState {
  readonly preset: ComparePreset;
  readonly by: Compared;
  readonly change: ComparedParams['change'];
  /** Of `preset` `file`: what history, or the import on view, is compared with. */
  readonly loaded: LoadedCapture | null;
  /** A capture is being read for it. */
  readonly loading: boolean;
  readonly sides: Pick<ComparedParams, 'before' | 'after'> | null;
  readonly answer: Comparison | null;
  /** Of the first row of `answer` in the whole. */
  readonly offset: number;
  readonly pending: boolean;
  readonly failure: Failure | null;
  /** Grows when the rows have nothing to do with those before. */
  readonly generation: number;
  setPreset(preset: ComparePreset): void;
  setBy(by: Compared): void;
  setChange(change: ComparedParams['change']): void;
  /** A capture, or an export, on the machine of the engine. */
  load(path: string): Promise<void>;
  /** What was chosen did not get as far as the engine. */
  refuse(failure: Failure): void;
  show(first: number, last: number): void;
  /** With the time as it is now. */
  refresh(): void;
}

export interface CompareSurroundings {
  readonly scope: StoreApi<ScopeState>;
  readonly preferences: StoreApi<PreferencesState>;
  nowMs(): number;
  /** The range of all views as it is now; null: all of it. */
  shownSpan(): TimeSpan | null;
}

export function createCompareStore(
  link: EngineLink,
  { scope, preferences, nowMs, shownSpan }: CompareSurroundings,
): StoreApi<CompareState> {
  let rows: RowWindow = { offset: 0, limit: 100 };
  let request: AbortController | null = null;

  return createStore<CompareState>((set, get) => {
    const sides = (): CompareState['sides'] => {
      const { preset, loaded } = get();
      if (preset === 'file') {
        if (loaded === null) return null;
        return {
          before: { dataset: loaded.dataset, span: null },
          after: { dataset: HISTORY_DATASET, span: shownSpan() },
        };
      }
      const zone = preferences.getState().preferences.timeZone;
      const chosen = sidesOf(preset, nowMs() * 1000, zone, shownSpan());
      if (chosen === null) return null;
      const side = (span: TimeSpan): ComparedParams['before'] => ({ dataset: HISTORY_DATASET, span });
      return { before: side(chosen.before), after: side(chosen.after) };
    };
    const ask = async (): Promise<void> => {
      request?.abort();
      const { sides: chosen, by, change } = get();
      if (chosen === null) {
        set({ answer: null, pending: false, failure: null });
        return;
      }
      const own = new AbortController();
      request = own;
      set({ pending: true });
      const { filter } = scope.getState();
      const { redact } = preferences.getState().preferences;
      const asked = rows;
      const params = { ...chosen, by, change, filter, redact, ...asked };
      const result = await link.call('history.compare', params, own.signal);
      if (own.signal.aborted) return;
      if (result.ok) set({ answer: result.value, offset: asked.offset, pending: false, failure: null });
      else set({ answer: null, pending: false, failure: result.failure });
    };
    const startOver = (changes: Partial<CompareState>, keepsSides: boolean): void => {
      rows = { offset: 0, limit: rows.limit };
      set({ ...changes, generation: get().generation + 1 });
      if (!keepsSides) set({ sides: sides() });
      void ask();
    };
    onRedaction(preferences, () => {
      if (get().answer !== null) startOver({ answer: null }, true);
    });
    return {
      preset: 'today',
      by: 'host',
      change: 'all',
      loaded: null,
      loading: false,
      sides: null,
      answer: null,
      offset: 0,
      pending: false,
      failure: null,
      generation: 0,
      setPreset: (preset) => startOver({ preset, answer: null }, false),
      setBy: (by) => startOver({ by, answer: null }, true),
      setChange: (change) => startOver({ change }, true),
      load: async (path) => {
        set({ loading: true, failure: null });
        const result = await link.call('history.load', { path });
        if (result.ok) startOver({ loading: false, preset: 'file', loaded: result.value }, false);
        else set({ loading: false, failure: result.failure });
      },
      refuse: (failure) => set({ failure }),
      show: (first, last) => {
        const next = windowAround(first, last, rows);
        if (next === rows) return;
        rows = next;
        void ask();
      },
      refresh: () => startOver({}, false),
    };
  });
}

/** The row at `index` of all rows, or undefined where it is not known. */
export function comparedAt(
  { answer, offset }: Pick<CompareState, 'answer' | 'offset'>,
  index: number,
): ComparedRow | undefined {
  return answer?.rows[index - offset];
}

/** How many rows there are to scroll through. */
export function comparedCount({ answer, change }: Pick<CompareState, 'answer' | 'change'>): number {
  if (answer === null) return 0;
  const { counts } = answer;
  return change === 'all' ? counts.new + counts.gone + counts.changed + counts.same : counts[change];
}
