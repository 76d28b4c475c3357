/**
 * The files of pipelines as they are edited: what is typed is checked by the engine a moment after the last key, and nothing is
 * kept before it is saved. Drafts outlive the tab and the selection.
 */
import { words } from '../display/words.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '#base/result.ts';
import type { PipelineCheck } from '#contract/pipelines/commands.ts';
import type { EngineLink } from './engine-link.ts';
import { nameInText } from './pipeline-text.ts';
import { NEW_PIPELINE, type PipelinesState } from './pipelines-store.ts';

export interface EditedFile {
  readonly text: string;
  /** As it is kept; null: it never was. */
  readonly kept: string | null;
  /** What was found wrong: of `text`, or while `checking` of what it was before. Null before the first answer. */
  readonly check: PipelineCheck | null;
  readonly checking: boolean;
  /** Why it could not be checked. */
  readonly unchecked: Failure | null;
  readonly saving: boolean;
  /** Saved, and not touched since. */
  readonly saved: boolean;
  readonly refusal: Failure | null;
}

type ById<T> = Readonly<Record<string, T>>;

export interface PipelineEditorState {
  /** By the pipeline's id; the one that was never kept under NEW_PIPELINE. */
  readonly files: ById<EditedFile>;
  /** Files that could not be read. */
  readonly unread: ById<Failure>;
  /** Where the cursor is wanted, until it is there. */
  readonly wantedPlace: { readonly id: string; readonly line: number; readonly column: number } | null;

  /** Reads the file, anew where it was opened before and is not edited: others may have changed it. */
  open(id: string): Promise<void>;
  /** Begins a new file, in place of one that was begun before. */
  startNew(text: string): void;
  /** Asks for the cursor in a file that may not be on screen yet; null: it is there. */
  goTo(place: PipelineEditorState['wantedPlace']): void;
  edit(id: string, text: string): void;
  /** Back to what is kept; a new file is given up. */
  revert(id: string): void;
  /** `replace`: even where another pipeline has its name. */
  save(id: string, replace: boolean): Promise<void>;
}

const CHECK_DELAY_MS = 350;
function changedElsewhere(): Failure {
  const { changedElsewhere: message, changedRemedy: remedy } = words().pipelines.editor;
  return { code: 'in-use', message, remedy };
}

export function isEdited({ text, kept }: EditedFile): boolean {
  return text !== kept;
}

export function createPipelineEditorStore(
  link: EngineLink,
  pipelines: StoreApi<PipelinesState>,
): StoreApi<PipelineEditorState> {
  const checks = new Map<string, AbortController>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const store = createStore<PipelineEditorState>((set, get) => {
    const change = (id: string, part: Partial<EditedFile>): void => {
      const file = get().files[id];
      if (file !== undefined) set({ files: { ...get().files, [id]: { ...file, ...part } } });
    };
    const check = async (id: string): Promise<void> => {
      checks.get(id)?.abort();
      const own = new AbortController();
      checks.set(id, own);
      const file = get().files[id];
      if (file === undefined) return;
      const result = await link.call('pipelines.check', { text: file.text, health: false }, own.signal);
      if (checks.get(id) !== own) return;
      checks.delete(id);
      change(
        id,
        result.ok
          ? { check: result.value, checking: false, unchecked: null }
          : { check: null, checking: false, unchecked: result.failure },
      );
    };
    const checkSoon = (id: string, delayMs: number): void => {
      clearTimeout(timers.get(id));
      // An answer about what was there before would be about other lines.
      checks.get(id)?.abort();
      checks.delete(id);
      change(id, { checking: true });
      timers.set(
        id,
        setTimeout(() => void check(id), delayMs),
      );
    };
    const put = (id: string, text: string, kept: string | null): void => {
      const file: EditedFile = {
        text,
        kept,
        check: null,
        checking: false,
        unchecked: null,
        saving: false,
        saved: false,
        refusal: null,
      };
      set({ files: { ...get().files, [id]: file }, unread: without(get().unread, id) });
      checkSoon(id, 0);
    };
    const drop = (id: string): void => {
      clearTimeout(timers.get(id));
      checks.get(id)?.abort();
      checks.delete(id);
      set({ files: without(get().files, id), unread: without(get().unread, id) });
    };

    return {
      files: {},
      unread: {},
      wantedPlace: null,

      open: async (id) => {
        const isUntouched = (): boolean => {
          const file = get().files[id];
          return file === undefined || !isEdited(file);
        };
        if (!isUntouched() || id === NEW_PIPELINE) return;
        const result = await link.call('pipelines.read', { id });
        if (!isUntouched()) return;
        const known = get().files[id];
        if (result.ok) {
          if (known?.text !== result.value.text) put(id, result.value.text, result.value.text);
        } else if (known === undefined) set({ unread: { ...get().unread, [id]: result.failure } });
      },
      startNew: (text) => {
        put(NEW_PIPELINE, text, null);
        pipelines.getState().select(NEW_PIPELINE);
      },
      goTo: (wantedPlace) => set({ wantedPlace }),
      edit: (id, text) => {
        change(id, { text, saved: false, refusal: null });
        checkSoon(id, CHECK_DELAY_MS);
      },
      revert: (id) => {
        const file = get().files[id];
        if (file === undefined) return;
        if (file.kept === null) drop(id);
        else put(id, file.kept, file.kept);
        if (id === NEW_PIPELINE && pipelines.getState().selected === NEW_PIPELINE) {
          pipelines.setState({ selected: null });
        }
      },
      save: async (id, replace) => {
        const file = get().files[id];
        if (file === undefined) return;
        const { text } = file;
        const name = nameInText(text);
        change(id, { saving: true, refusal: null });
        if (name === id && file.kept !== null) {
          const there = await link.call('pipelines.read', { id });
          if (there.ok && there.value.text !== file.kept) {
            // Known from now on: saving once more is meant.
            change(id, { saving: false, kept: there.value.text, refusal: changedElsewhere() });
            return;
          }
        }
        const result = await link.call('pipelines.save', { text, replace: replace || (name !== null && name === id) });
        change(id, { saving: false });
        if (!result.ok) {
          change(id, { refusal: result.failure });
          return;
        }
        const status = result.value;
        pipelines.getState().take(status);
        if (status.id === id) {
          change(id, { kept: text, saved: get().files[id]?.text === text });
          return;
        }
        // It got another name: what was edited stays as it was kept, beside the new one.
        const check = get().files[id]?.check ?? null;
        get().revert(id);
        put(status.id, text, text);
        change(status.id, { check, saved: true });
        pipelines.getState().select(status.id);
        // Where the user is, whichever tab the others were left at.
        pipelines.getState().openTab('file');
      },
    };
  });
  // What is gone is not edited any more; what was changed elsewhere is read again when it is looked at.
  pipelines.subscribe(({ pipelines: list }, before) => {
    if (list === null || list === before.pipelines) return;
    const { files } = store.getState();
    const gone = Object.keys(files).filter((id) => id !== NEW_PIPELINE && !list.some((pipeline) => pipeline.id === id));
    const left = gone.filter((id) => {
      const file = files[id];
      return file !== undefined && !isEdited(file);
    });
    if (left.length > 0) store.setState({ files: left.reduce<ById<EditedFile>>(without, files) });
  });
  return store;
}

function without<T>(record: ById<T>, id: string): ById<T> {
  const { [id]: _, ...rest } = record;
  return rest;
}
