/** What is asked of the database itself, and not of its rows. */
import { failure, success } from '#base/result.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { QuestionHandlers } from '../question.ts';
import { bytesOf } from './history-files.ts';
import { readInfo } from './history-info.ts';
import type { HistoryKeeper } from './history-keeper.ts';

export type KeeperHandlers = Pick<QuestionHandlers, 'info' | 'forget' | 'drop'>;

export function keeperHandlers(keeper: HistoryKeeper): KeeperHandlers {
  return {
    info: async ({ dataset }) => {
      const asked = keeper.datasets.get(dataset);
      if (asked === null) return failure('not-found', 'There is no such history, or it cannot be read now');
      const connection = await asked.connect();
      try {
        const info = await readInfo(connection);
        const files = dataset === HISTORY_DATASET ? keeper.files : null;
        return success({ ...info, path: files?.database ?? null, bytes: files === null ? 0 : bytesOf(files) });
      } finally {
        connection.closeSync();
      }
    },
    forget: async () => failure('unavailable', 'History does not answer “forget”'),
    drop: async ({ dataset }) => {
      await keeper.datasets.drop(dataset);
      return success(null);
    },
  };
}
