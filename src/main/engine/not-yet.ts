/** Commands and streams of protocol 4 that are being built; each leaves this file with its handler, and the file with the last one. */
import { failure, type Result } from '#base/result.ts';
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';

const refuse = (): Promise<Result<never>> => Promise.resolve(failure('unsupported', 'This is not there yet'));

export const notYetCommands: Pick<
  CommandHandlers,
  'filter.check' | 'filter.suggest' | 'dns.details'
> = {
  'filter.check': refuse,
  'filter.suggest': refuse,
  'dns.details': refuse,
};

const nothing = (): { take(): null; update(): void; close(): void } => ({ take: () => null, update() {}, close() {} });

export const notYetStreams: Pick<StreamHandlers, 'overview' | 'groups' | 'dns_summary'> = {
  overview: nothing,
  groups: nothing,
  dns_summary: nothing,
};
