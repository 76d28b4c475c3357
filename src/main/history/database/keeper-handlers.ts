/** What is asked of the database itself, and not of its rows. */
import { failure, success } from '#base/result.ts';
import type { QuestionHandlers } from '../question.ts';
import type { HistoryKeeper } from './history-keeper.ts';

export type KeeperHandlers = Pick<QuestionHandlers, 'info' | 'forget' | 'drop'>;

export function keeperHandlers(keeper: HistoryKeeper): KeeperHandlers {
  return {
    info: async () => failure('unavailable', 'History does not answer “info”'),
    forget: async () => failure('unavailable', 'History does not answer “forget”'),
    drop: async ({ dataset }) => {
      await keeper.datasets.drop(dataset);
      return success(null);
    },
  };
}
