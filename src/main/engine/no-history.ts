/** The history commands of an engine that was made without a history: a plain `netloupe read`, most tests. */
import { failure, type Result } from '#base/result.ts';
import type { HistoryCommandParams, HistoryStreamParams } from '#contract/history/commands.ts';
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';

type HistoryCommandHandlers = Pick<CommandHandlers, keyof HistoryCommandParams>;
type HistoryStreamHandlers = Pick<StreamHandlers, keyof HistoryStreamParams>;

export const noHistoryCommands: HistoryCommandHandlers = {
  'history.info': refuse,
  'history.forget': refuse,
  'history.query': refuse,
  'history.cancel': refuse,
  'history.check': refuse,
  'history.save': refuse,
  'history.remove': refuse,
  'history.export': refuse,
  'history.compare': refuse,
  'history.load': refuse,
};

export const noHistoryStreams: HistoryStreamHandlers = {
  history: () => ({
    take: () => ({
      state: 'off',
      failure: null,
      path: null,
      bytes: null,
      savedUntilUs: null,
      rowsLost: 0,
      setAside: null,
      saved: [],
      packets: null,
      dataset: null,
    }),
    update() {},
    close() {},
  }),
};

function refuse(): Promise<Result<never>> {
  return Promise.resolve(failure('unavailable', 'This engine runs without a history'));
}
