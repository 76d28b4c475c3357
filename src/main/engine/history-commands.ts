/** What the engine says of its history by itself: how it is, what is in it, and that something of it is to be gone. */
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';
import type { QueryCommandHandlers } from './history/queries/query-commands.ts';
import type { HistoryPlatform } from './history-platform.ts';

export function historyCommands(
  history: HistoryPlatform,
): Pick<CommandHandlers, 'history.info' | 'history.forget'> & QueryCommandHandlers {
  return {
    'history.info': ({ zone }, signal) => history.info(zone, signal),
    'history.forget': (forgotten, signal) => history.forget(forgotten, signal),
    ...history.queries.commands,
  };
}

export function historyStreams(history: HistoryPlatform): Pick<StreamHandlers, 'history'> {
  return {
    history: (_params, notify) => ({ take: () => history.status(), update() {}, close: history.watch(notify) }),
  };
}
