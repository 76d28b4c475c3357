/** Who answers what. Areas join theirs here, each from its own folder. */
import { failure } from '#base/result.ts';
import type { HistoryQuestion } from '#contract/history/questions.ts';
import type { KeeperHandlers } from './database/keeper-handlers.ts';
import { compare } from './compare/compare-handler.ts';
import { createFillHandler } from './compare/fill-handler.ts';
import { createExchangeHandlers } from './exchange/exchange-handlers.ts';
import type { QuestionHandler, QuestionHandlers } from './question.ts';
import { sqlHandlers } from './sql/sql-handlers.ts';

function nobody<K extends HistoryQuestion>(question: K): QuestionHandler<K> {
  return async () => failure('unavailable', `History does not answer “${question}”`);
}

/** `keeper`: what is asked of the database itself. */
export function createHandlers(keeper: KeeperHandlers): QuestionHandlers {
  return {
    ...keeper,
    view: nobody('view'),
    overview: nobody('overview'),
    groups: nobody('groups'),
    dns_summary: nobody('dns_summary'),
    session: nobody('session'),
    dns: nobody('dns'),
    values: nobody('values'),
    ...sqlHandlers,
    ...createExchangeHandlers(),
    fill: createFillHandler(),
    compare,
  };
}
