/** What is on view instead of a capture: an export that became a dataset of the history process, and nothing else is asked then. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { Imported } from '#contract/history/answers.ts';
import type { DatasetOnView } from '../travel/history-reader.ts';
import type { Exchange } from './parquet-rows.ts';

export interface ImportsWorld {
  readonly exchange: Exchange;
  /** Tells viewers; null: a capture is on view, or nothing. */
  show(dataset: DatasetOnView | null): void;
  /** What is on view could not be had again. */
  lost(reason: Failure): void;
}

export class Imports {
  readonly #world: ImportsWorld;
  #shown: { readonly dataset: DatasetOnView; readonly paths: readonly string[] } | null = null;
  #made: number = 0;

  constructor(world: ImportsWorld) {
    this.#world = world;
  }

  /** The files as one dataset, which is not on view yet. `onProgress`: 0 … 1. */
  async open(
    paths: readonly string[],
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<Result<OpenedImport>> {
    const id = `import-${++this.#made}`;
    const question = { dataset: id, paths, kind: 'auto' } as const;
    const answer = await this.#world.exchange.ask('import', question, signal, (done, total) => {
      if (total !== null && total > 0) onProgress(done / total);
    });
    if (answer.ok) return success({ dataset: { id, title: titleOf(paths), imported: answer.value }, paths });
    return signal.aborted ? failure('cancelled', 'Opening was cancelled') : answer;
  }

  show(opened: OpenedImport): void {
    this.leave();
    this.#shown = opened;
    this.#world.show(opened.dataset);
  }

  /** Something else is on view. */
  leave(): void {
    if (this.#shown === null) return;
    const { id } = this.#shown.dataset;
    this.#shown = null;
    this.#world.show(null);
    void this.#world.exchange.ask('drop', { dataset: id }, new AbortController().signal);
  }

  /** The process began anew, and has nothing of it: it is opened once more. */
  async openAgain(): Promise<void> {
    const before = this.#shown;
    if (before === null) return;
    const { id } = before.dataset;
    const question = { dataset: id, paths: before.paths, kind: 'auto' } as const;
    const answer = await this.#world.exchange.ask('import', question, new AbortController().signal);
    if (!answer.ok && this.#shown === before) this.#world.lost(answer.failure);
  }
}

export interface OpenedImport {
  readonly dataset: DatasetOnView;
  readonly paths: readonly string[];
}

/** What there is to be said of it beside its rows. */
export function importNotes({ files, refused, reason }: Imported): readonly string[] {
  const notes: string[] = [];
  if (refused > 0) {
    const rows = refused === 1 ? '1 row' : `${refused} rows`;
    notes.push(`${rows} could not be read. The first: ${reason ?? ''}`);
  }
  for (const { path, ignored } of files) {
    if (ignored.length > 0)
      notes.push(`${nameOf(path)}: columns that are not known were left out: ${ignored.join(', ')}`);
  }
  return notes;
}

function titleOf(paths: readonly string[]): string {
  return paths.map(nameOf).join(', ');
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
