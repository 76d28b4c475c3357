/**
 * The display filter while it is typed: its text, what the engine says of it, what could come next, and the filters that were used.
 * The scope gets only what the engine accepted; the text on screen stays what was typed. Of several answers the last one counts.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TableName } from '#contract/protocol.ts';
import type { FilterCheck, FilterSuggestions } from '#contract/views/filter.ts';
import type { EngineLink } from './engine-link.ts';
import type { PreferencesState } from './preferences-store.ts';
import { recall, remember } from './remembered.ts';
import type { ScopeState } from './scope-store.ts';

export interface FilterState {
  readonly text: string;
  /** The table whose fields are meant. */
  readonly table: TableName;
  /** What was said of `checkedText`, which is `text` but for what was typed since; null where nothing was said. */
  readonly check: FilterCheck | null;
  readonly checkedText: string;
  readonly suggestions: FilterSuggestions | null;
  /** Filters that were used, the latest first. */
  readonly history: readonly string[];
  type(text: string): void;
  /** Enter, or the box was left: what stands there is meant. */
  settle(): void;
  /** Another filter, at once and whole: a step of its own to take back. */
  apply(text: string): void;
  suggest(cursor: number): void;
  dropSuggestions(): void;
  setTable(table: TableName): void;
  setHistory(history: readonly string[]): void;
}

/** Typing asks the engine for the last word only, not for each letter. */
const TYPING_MS = 120;
/** What is right so far becomes the filter when the hand rests for longer: half a word is no filter. */
const RESTING_MS = 350;
const MAX_HISTORY = 50;
const HISTORY = 'filter-history';
const NO_PIECES: FilterCheck = { mistake: null, isEmpty: false, pieces: [], notHere: [] };

export interface FilterSurroundings {
  readonly scope: StoreApi<ScopeState>;
  readonly preferences: StoreApi<PreferencesState>;
}

export function createFilterStore(link: EngineLink, { scope, preferences }: FilterSurroundings): StoreApi<FilterState> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let checking: AbortController | null = null;
  let suggesting: AbortController | null = null;
  /** What this store gave to the scope, or took from it. */
  let given = scope.getState().filter;
  /** Something of what is being typed is in the scope already: what follows belongs to the same step. */
  let isEditing = false;

  return createStore<FilterState>((set, get) => {
    const note = (text: string): void => {
      if (text === '') return;
      get().setHistory([text, ...get().history.filter((each) => each !== text)].slice(0, MAX_HISTORY));
    };
    const accept = (text: string): void => {
      const filter = text.trim();
      if (filter === given) return;
      given = filter;
      if (isEditing) scope.getState().amend({ filter });
      else scope.getState().setFilter(filter);
      isEditing = true;
    };
    /** Asks about the text on screen. `then`: what becomes of it where it is accepted. */
    const ask = async (then: 'nothing' | 'when resting' | 'at once'): Promise<void> => {
      stopTimer();
      checking?.abort();
      const own = new AbortController();
      checking = own;
      const { text, table } = get();
      if (text.trim() === '') {
        set({ check: null, checkedText: text });
        if (then !== 'nothing') accept('');
        return;
      }
      const answer = await link.call('filter.check', { text, table }, own.signal);
      if (own.signal.aborted || get().text !== text) return;
      // Whoever cannot say what is wrong with it does not keep it out: the views say so then.
      set({ check: answer.ok ? answer.value : NO_PIECES, checkedText: text });
      if (then === 'nothing' || (answer.ok && answer.value.mistake !== null)) return;
      if (then === 'at once') accept(text);
      else timer = setTimeout(() => rest(text), RESTING_MS);
    };
    const rest = (text: string): void => {
      timer = null;
      accept(text);
    };
    const stopTimer = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    };
    // Set from elsewhere (a clicked value, one taken back): the text follows.
    scope.subscribe(({ filter }) => {
      if (filter === given) return;
      stopTimer();
      given = filter;
      isEditing = false;
      set({ text: filter, suggestions: null });
      note(filter);
      void ask('nothing');
    });
    return {
      text: given,
      table: 'sessions',
      check: null,
      checkedText: '',
      suggestions: null,
      history: recall(HISTORY, isTexts) ?? [],
      type: (text) => {
        if (text === get().text) return;
        set({ text });
        stopTimer();
        if (text.trim() === '') void ask('at once');
        else timer = setTimeout(() => void ask('when resting'), TYPING_MS);
      },
      settle: () => {
        const end = (): void => {
          isEditing = false;
          if (get().text.trim() === given) note(given);
        };
        if (get().text.trim() === given) {
          stopTimer();
          end();
        } else void ask('at once').then(end);
      },
      apply: (text) => {
        isEditing = false;
        set({ text, suggestions: null });
        void ask('at once').then(() => get().settle());
      },
      suggest: (cursor) => {
        suggesting?.abort();
        const own = new AbortController();
        suggesting = own;
        const { text, table } = get();
        const { redact } = preferences.getState().preferences;
        void link.call('filter.suggest', { text, cursor, table, redact }, own.signal).then((answer) => {
          if (own.signal.aborted || get().text !== text) return;
          set({ suggestions: answer.ok ? answer.value : null });
        });
      },
      dropSuggestions: () => {
        suggesting?.abort();
        if (get().suggestions !== null) set({ suggestions: null });
      },
      setTable: (table) => {
        if (table === get().table) return;
        set({ table });
        if (timer === null) void ask('nothing');
      },
      setHistory: (history) => {
        set({ history });
        remember(HISTORY, history);
      },
    };
  });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MAX_HISTORY && value.every((each) => typeof each === 'string');
}
