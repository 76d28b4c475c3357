/** Puts saved queries, their schedules and the commands about SQL together, over the history of the engine. */
import { failure, type Result } from '#base/result.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { Clock, ExportFiles } from '../../store/ports.ts';
import type { HistoryClient } from '../client.ts';
import type { QueryPorts, QueryWriter } from './ports.ts';
import { queryCommands, type QueryCommandHandlers, type QueryCommandParts } from './query-commands.ts';
import { writeResult } from './query-text-writer.ts';
import { SavedQueries } from './saved-queries.ts';

/** Of a scheduled export. */
const TIMEOUT_MS = 600_000;
const MOST_ROWS = 1_000_000;

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

function queryWriter(ask: HistoryClient['ask'], files: ExportFiles): QueryWriter {
  return async (text, format, path, signal) => {
    if (format === 'parquet') return failure('unsupported', 'Scheduled exports are CSV or JSON Lines');
    const question = { dataset: HISTORY_DATASET, text, limit: MOST_ROWS, timeoutMs: TIMEOUT_MS };
    const answer = await ask('sql', question, signal);
    if (!answer.ok) return answer;
    const file = await files.create(path);
    return file.ok ? await writeResult(answer.value, format, file.value) : file;
  };
}

function refuse(): Promise<Result<never>> {
  return Promise.resolve(failure('unavailable', 'This engine keeps no queries'));
}
