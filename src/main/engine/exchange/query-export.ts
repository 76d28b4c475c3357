/** The command `history.export`: the whole result of a query into a file. */
import { failure } from '#base/result.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { CommandHandlers } from '#contract/protocol.ts';
import type { ExportManager } from '../store/export-manager.ts';
import { historyJob } from './history-job.ts';
import type { ExportWorld } from './start-export.ts';

export function queryExport(
  { reader, exchange }: Pick<ExportWorld, 'reader' | 'exchange'>,
  exports: ExportManager,
): CommandHandlers['history.export'] {
  return async ({ text, format, path }) => {
    if (reader === null || exchange === null) return failure('unavailable', 'This engine runs without a history');
    const dataset = reader.dataset()?.id ?? HISTORY_DATASET;
    return await exports.start(
      { table: 'query', format, path },
      historyJob({ kind: 'sql', dataset, text }, format, exchange),
    );
  };
}
