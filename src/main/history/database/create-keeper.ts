/** A keeper with the clock of the system, and who answers what is asked of the database itself. */
import type { FromHistory, HistoryOpen } from '#contract/history/process.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { Upkeep, type UpkeepPorts } from './upkeep.ts';
import { keeperHandlers, type KeeperHandlers } from './keeper-handlers.ts';

export function createKeeper(
  open: HistoryOpen,
  tell: (message: FromHistory) => void,
): { readonly keeper: HistoryKeeper; readonly handlers: KeeperHandlers } {
  const clock: UpkeepPorts = {
    nowMs: () => Date.now(),
    every: (ms, task) => {
      const timer = setInterval(task, ms);
      return () => clearInterval(timer);
    },
  };
  const keeper = new HistoryKeeper(open, { ...clock, tell });
  // It ends with the process.
  void new Upkeep(keeper, clock);
  return { keeper, handlers: keeperHandlers(keeper) };
}
