/** Commands of protocol 4 that are being built; each leaves this file with its handler, and the file with the last one. */
import { failure, type Result } from '#base/result.ts';
import type { CommandHandlers } from '#contract/protocol.ts';

const refuse = (): Promise<Result<never>> => Promise.resolve(failure('unsupported', 'This is not there yet'));

export const notYetCommands: Pick<CommandHandlers, 'filter.check' | 'filter.suggest'> = {
  'filter.check': refuse,
  'filter.suggest': refuse,
};
