/** Puts saved queries, their schedules and the commands about SQL together, over the history of the engine. */
import { failure, success, type Result } from '#base/result.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { Clock, ExportFiles } from '../../store/ports.ts';
import type { HistoryClient } from '../client.ts';
import type { QueryPorts, QueryWriter } from './ports.ts';
import { queryCommands, type QueryCommandHandlers, type QueryCommandParts } from './query-commands.ts';
import { SavedQueries } from './saved-queries.ts';

export interface QueriesSetup extends Pick<QueryCommandParts, 'ask' | 'dataset'> {
  /** Left out: nothing is saved. */
  readonly queries: QueryPorts | undefined;
  readonly clock: Pick<Clock, 'nowUs' | 'after'>;
  readonly exportFiles: ExportFiles;
  mayRun(): boolean;
  /** What is saved is another. */
  changed(): void;
}

export interface CreatedQueries {
  /** Null where nothing is saved. */
  readonly saved: SavedQueries | null;
  readonly commands: QueryCommandHandlers;
}

export function createQueries(setup: QueriesSetup): CreatedQueries {
  const { ask, dataset, queries, clock, exportFiles, mayRun, changed } = setup;
  const saved =
    queries === undefined
      ? null
      : new SavedQueries({
          home: queries.home,
          folders: queries.folders,
          clock,
          write: queryWriter(ask, exportFiles),
          mayRun,
          changed,
        });
  return { saved, commands: queryCommands({ ask, dataset, saved: saved ?? { save: refuse, remove: refuse } }) };
}

/** The history process writes it, in our place; it appears under its name when it is whole. */
function queryWriter(ask: HistoryClient['ask'], files: ExportFiles): QueryWriter {
  return async (text, format, path, signal) => {
    const opened = await files.create(path);
    if (!opened.ok) return opened;
    const file = opened.value;
    const target = await file.handOver();
    const what = { kind: 'sql', dataset: HISTORY_DATASET, text } as const;
    const answer = target.ok ? await ask('export', { what, format, path: target.value }, signal) : target;
    const done = answer.ok ? await file.commit() : answer;
    if (!done.ok || !answer.ok) {
      await file.abort();
      return done.ok ? answer : done;
    }
    return success({ rows: answer.value.rows, bytes: done.value.bytes });
  };
}

function refuse(): Promise<Result<never>> {
  return Promise.resolve(failure('unavailable', 'This engine keeps no queries'));
}
