/** Who answers what. Areas join theirs here, each from its own folder. */
import type { KeeperHandlers } from './database/keeper-handlers.ts';
import { compare } from './compare/compare-handler.ts';
import { createFillHandler } from './compare/fill-handler.ts';
import { createExchangeHandlers } from './exchange/exchange-handlers.ts';
import type { QuestionHandlers } from './question.ts';
import { readHandlers } from './reads/handlers.ts';
import { sqlHandlers } from './sql/sql-handlers.ts';

/** `keeper`: what is asked of the database itself. */
export function createHandlers(keeper: KeeperHandlers): QuestionHandlers {
  return {
    ...keeper,
    ...readHandlers,
    ...sqlHandlers,
    ...createExchangeHandlers(),
    fill: createFillHandler(),
    compare,
  };
}
