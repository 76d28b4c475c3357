/** The captures, or exports, that were loaded to compare with: the latest two, which may be compared with each other. */
import { success, type Result } from '#base/result.ts';
import type { HistoryCommandResults } from '#contract/history/commands.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { SettingsKeeper } from '../settings-keeper.ts';
import type { Turns } from '../store/slicer.ts';
import type { HistoryReader } from '../travel/history-reader.ts';
import { loadCapture } from './load-capture.ts';

export interface ComparedParts {
  readonly ports: EnginePorts;
  readonly turns: Turns;
  readonly settings: SettingsKeeper;
  readonly version: string;
  readonly reader: Pick<HistoryReader, 'ask'>;
}

const MOST = 2;

type Loaded = HistoryCommandResults['history.load'];

export class ComparedCaptures {
  readonly #parts: ComparedParts;
  #number: number = 0;
  #datasets: string[] = [];

  constructor(parts: ComparedParts) {
    this.#parts = parts;
  }

  async load(path: string, signal: AbortSignal): Promise<Result<Loaded>> {
    const { reader } = this.#parts;
    const dataset = `compared-${++this.#number}`;
    const loaded = await this.#read(dataset, path, signal);
    if (loaded.ok) this.#datasets.push(dataset);
    const gone = loaded.ok ? (this.#datasets.length > MOST ? this.#datasets.shift() : undefined) : dataset;
    if (gone !== undefined) await reader.ask('drop', { dataset: gone }, new AbortController().signal);
    return loaded;
  }

  async #read(dataset: string, path: string, signal: AbortSignal): Promise<Result<Loaded>> {
    const { ports, turns, settings, version, reader } = this.#parts;
    const capture = await loadCapture(
      {
        ports,
        turns,
        settings: await settings.current(),
        version,
        fill: (batch, begins) => reader.ask('fill', { dataset, begins, batch }, signal),
      },
      path,
      signal,
    );
    if (capture.ok) return success({ dataset, title: capture.value.title });
    if (capture.failure.code !== 'unsupported') return capture;
    // No capture: perhaps an export of ours or of another tool.
    const imported = await reader.ask('import', { dataset, paths: [path], kind: 'auto' }, signal);
    return imported.ok ? success({ dataset, title: path.split(/[\\/]/).at(-1) ?? path }) : capture;
  }
}
