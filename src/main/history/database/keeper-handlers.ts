/** What is asked of the database itself, and not of its rows. */
import { failure, success, type Result } from '#base/result.ts';
import type { Forgotten } from '#contract/history/answers.ts';
import { HISTORY_DATASET, type DatasetId } from '#contract/history/questions.ts';
import type { QuestionHandlers } from '../question.ts';
import { forgetRows } from './forget.ts';
import { bytesOf } from './history-files.ts';
import { readInfo } from './history-info.ts';
import type { HistoryKeeper } from './history-keeper.ts';

const NOT_THERE = failure('not-found', 'There is no such history, or it cannot be read now');

export type KeeperHandlers = Pick<QuestionHandlers, 'size' | 'info' | 'forget' | 'drop'>;

export function keeperHandlers(keeper: HistoryKeeper): KeeperHandlers {
  const bytes = (dataset: DatasetId): number => {
    const files = dataset === HISTORY_DATASET ? keeper.files : null;
    return files === null ? 0 : bytesOf(files);
  };
  return {
    size: async ({ dataset }) =>
      keeper.datasets.get(dataset) === null ? NOT_THERE : success({ bytes: bytes(dataset) }),
    info: async ({ dataset, zone = 'UTC' }) => {
      const asked = keeper.datasets.get(dataset);
      if (asked === null) return NOT_THERE;
      const connection = await asked.connect();
      try {
        const info = await readInfo(connection, zone);
        const path = dataset === HISTORY_DATASET ? (keeper.files?.database ?? null) : null;
        return success({ ...info, path, bytes: bytes(dataset) });
      } finally {
        connection.closeSync();
      }
    },
    forget: (what) => forget(keeper, what),
    drop: async ({ dataset }) => {
      await keeper.datasets.drop(dataset);
      return success(null);
    },
  };
}

async function forget(keeper: HistoryKeeper, what: Forgotten): Promise<Result<{ readonly rows: number }>> {
  const rows = await keeper.upkeep(async (database) => {
    database.marks.all();
    const count = await forgetRows(database.connection, what);
    database.marks.forgotten();
    database.writer.lookAgain();
    return count;
  });
  if (rows === null) return failure('unavailable', 'History cannot be written now, and nothing was forgotten');
  const isInMemory = keeper.files === null;
  const made = isInMemory ? 'needed' : await keeper.compact(0);
  if (made === 'needed') return success({ rows });
  const message = 'What was to be forgotten is no longer shown, but still in the file';
  return made === 'no-room'
    ? failure('no-space', `${message}: there is no room for a copy without it`, {
        remedy: 'Free as much space as the history has; it is then removed by itself',
      })
    : failure('unavailable', `${message}: it could not be made anew`, { remedy: 'It is tried again by itself' });
}
