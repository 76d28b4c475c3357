/** What the engine says of its history by itself: how it is, what is in it, and that something of it is to be gone. */
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';
import type { HistoryPlatform } from './history-platform.ts';

export function historyCommands(history: HistoryPlatform): Pick<CommandHandlers, 'history.info' | 'history.forget'> {
  return {
    'history.info': (_params, signal) => history.info(signal),
    'history.forget': (forgotten, signal) => history.forget(forgotten, signal),
  };
}

export function historyStreams(history: HistoryPlatform): Pick<StreamHandlers, 'history'> {
  return {
    history: (_params, notify) => ({ take: () => history.status(), update() {}, close: history.watch(notify) }),
  };
}
