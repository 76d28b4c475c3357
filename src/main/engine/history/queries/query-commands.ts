/** The commands about SQL: asked of the history, or of what was imported where that is on view. Params were checked by the channel. */
import { failure, success } from '#base/result.ts';
import type { HistoryCommandParams } from '#contract/history/commands.ts';
import type { DatasetId } from '#contract/history/questions.ts';
import type { CommandHandlers } from '#contract/protocol.ts';
import type { HistoryClient } from '../client.ts';
import type { SavedQueries } from './saved-queries.ts';

export type QueryCommandHandlers = Pick<
  CommandHandlers,
  keyof HistoryCommandParams &
    ('history.query' | 'history.cancel' | 'history.check' | 'history.save' | 'history.remove')
>;

export interface QueryCommandParts {
  ask: HistoryClient['ask'];
  /** What SQL is about now. */
  dataset(): DatasetId;
  readonly saved: Pick<SavedQueries, 'save' | 'remove'>;
}

export function queryCommands({ ask, dataset, saved }: QueryCommandParts): QueryCommandHandlers {
  const running = new Map<string, AbortController>();
  return {
    async 'history.query'({ queryId, text, limit, timeoutMs }, signal) {
      // Whoever asks again under the same id does not wait for the one before.
      running.get(queryId)?.abort();
      const own = new AbortController();
      running.set(queryId, own);
      try {
        const question = { dataset: dataset(), text, limit, timeoutMs };
        const answer = await ask('sql', question, AbortSignal.any([signal, own.signal]));
        return own.signal.aborted ? failure('cancelled', 'The query was cancelled') : answer;
      } finally {
        if (running.get(queryId) === own) running.delete(queryId);
      }
    },
    /** One that has ended already is as good as cancelled. */
    'history.cancel': ({ queryId }) => {
      running.get(queryId)?.abort();
      return Promise.resolve(success(null));
    },
    'history.check': ({ text }, signal) => ask('sql.check', { dataset: dataset(), text }, signal),
    'history.save': ({ query }) => saved.save(query),
    'history.remove': ({ id }) => saved.remove(id),
  };
}
