/**
 * Which paths the page may name to the engine: those that the user chose where the page has no hand in it, in a dialog of
 * the system, by dropping, on the command line, among recent files. Main tells the engine of each before it tells the page.
 */
import { failure, type Result } from '#base/result.ts';
import type { EngineService } from '#contract/protocol.ts';

export type PathUse = 'read' | 'write';

/** Main's word and the page's come by different ways: how long the former may take longer. */
const PATIENCE_MS = 2_000;
/** Per use; the oldest are forgotten. */
const MOST = 4_000;

export class ChosenPaths {
  readonly #after: (delayMs: number, callback: () => void) => () => void;
  readonly #chosen: Readonly<Record<PathUse, Set<string>>> = { read: new Set(), write: new Set() };
  readonly #waiting = new Set<() => void>();

  constructor(after: (delayMs: number, callback: () => void) => () => void) {
    this.#after = after;
  }

  add(use: PathUse, paths: readonly string[]): void {
    const chosen = this.#chosen[use];
    for (const path of paths) chosen.delete(path);
    for (const path of paths) chosen.add(path);
    for (const oldest of chosen) {
      if (chosen.size <= MOST) break;
      chosen.delete(oldest);
    }
    for (const look of this.#waiting) look();
  }

  /** False only after main had time to say so. */
  allows(use: PathUse, paths: readonly string[]): Promise<boolean> {
    const areChosen = (): boolean => paths.every((path) => this.#chosen[use].has(path));
    if (areChosen()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (answer: boolean): void => {
        this.#waiting.delete(look);
        stopWaiting();
        resolve(answer);
      };
      const look = (): void => {
        if (areChosen()) end(true);
      };
      const stopWaiting = this.#after(PATIENCE_MS, () => end(false));
      this.#waiting.add(look);
    });
  }
}

/** The engine as the pages of the desktop app may use it. */
export function chosenService(service: EngineService, chosen: ChosenPaths): EngineService {
  const { commands } = service;
  const ifChosen = async <T>(
    use: PathUse,
    paths: readonly (string | null)[],
    go: () => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const named = paths.filter((path) => path !== null);
    return named.length === 0 || (await chosen.allows(use, named)) ? await go() : notChosen(use);
  };
  return {
    streams: service.streams,
    commands: {
      ...commands,
      'capture.open': (params, signal) =>
        ifChosen('read', [params.path, ...(params.more ?? [])], () => commands['capture.open'](params, signal)),
      'history.load': (params, signal) =>
        ifChosen('read', [params.path], () => commands['history.load'](params, signal)),
      'plugins.inspect': (params, signal) =>
        ifChosen('read', [params.source], () => commands['plugins.inspect'](params, signal)),
      'plugins.install': (params, signal) =>
        ifChosen('read', [params.source], () => commands['plugins.install'](params, signal)),
      'plugins.try': (params, signal) =>
        ifChosen('read', [params.capture], () => commands['plugins.try'](params, signal)),
      'export.start': (params, signal) =>
        ifChosen('write', [params.path], () => commands['export.start'](params, signal)),
      'history.export': (params, signal) =>
        ifChosen('write', [params.path], () => commands['history.export'](params, signal)),
    },
  };
}

function notChosen(use: PathUse): Result<never> {
  return failure('not-permitted', 'This path was not chosen in a dialog of the system', {
    remedy: use === 'read' ? 'Open the file with Open, or drop it on the window' : 'Choose again where it should go',
  });
}
