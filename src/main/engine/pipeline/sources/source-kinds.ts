/** The sources that a capture feeds, as stages of a pipeline's file. */
import { z } from 'zod';
import { success } from '#base/result.ts';
import { CHAIN_NAMES, type ChainName } from '#contract/observers.ts';
import { duration } from '#contract/pipelines/config-words.ts';
import type { RecordType } from '#contract/pipelines/record.ts';
import type { PacketLogRule } from '../packet-logs.ts';
import type { SourceKind } from '../stages/source.ts';
import { SESSION_EVENTS, type CaptureFeeds, type FeedWish, type SessionEvent } from './capture-feeds.ts';
import { RecordSource } from './record-source.ts';

interface SessionsConfig {
  readonly on: readonly SessionEvent[];
  readonly every: number | null;
}

interface PacketsConfig {
  readonly logs: PacketLogRule;
}

interface FlowsConfig {
  readonly chains: readonly ChainName[];
  readonly plugin: string | null;
}

export function captureSources(feeds: CaptureFeeds): readonly SourceKind[] {
  const sessions: SourceKind<SessionsConfig> = {
    ...fed(
      feeds,
      'sessions',
      'session',
      'Sessions of the capture, when they start, are answered, or end.',
      ({ on, every }) => {
        return { kind: 'sessions', on, everyMs: every };
      },
    ),
    config: z.strictObject({
      on: z
        .array(z.enum(SESSION_EVENTS, `is none of ${SESSION_EVENTS.join(', ')}`), 'is no list of events')
        .min(1, 'is empty')
        .default(['end']),
      every: duration({ min: 1000 }).nullable().default(null),
    }),
    detail: ({ on }) => on.join(', '),
  };
  const packets: SourceKind<PacketsConfig> = {
    ...fed(feeds, 'packets', 'packet', 'Packet logs of the capture.', ({ logs }) => ({ kind: 'packets', rule: logs })),
    config: z.strictObject({ logs: z.enum(['state', 'all'], 'is neither "state" nor "all"').default('state') }),
    detail: ({ logs }) => logs,
  };
  const dns: SourceKind<object> = {
    ...fed(feeds, 'dns', 'dns', 'DNS transactions of the capture.', () => ({ kind: 'dns' })),
    config: z.strictObject({}),
  };
  const flows: SourceKind<FlowsConfig> = {
    ...fed(feeds, 'flows', 'flow', 'Flows that observers looked at, as they end.', ({ chains, plugin }) => {
      return { kind: 'flows', chains, plugin };
    }),
    config: z.strictObject({
      chains: z
        .array(z.enum(CHAIN_NAMES, `is none of ${CHAIN_NAMES.join(', ')}`), 'is no list of chains')
        .min(1, 'is empty')
        .default(['basic']),
      plugin: z.string().min(1).nullable().default(null),
    }),
    detail: ({ chains, plugin }) => plugin ?? chains.join(', '),
  };
  return [sessions, packets, dns, flows] as readonly SourceKind[];
}

function fed<Config>(
  feeds: CaptureFeeds,
  name: string,
  writes: RecordType,
  summary: string,
  wish: (config: Config) => FeedWish,
): Omit<SourceKind<Config>, 'config'> {
  return {
    name,
    summary,
    writes,
    create: (config, { clock }) =>
      success(
        new RecordSource({
          clock,
          patience: () => feeds.patience,
          listen: (source) => feeds.listen(source, wish(config)),
          unlisten: (source) => feeds.unlisten(source),
        }),
      ),
  };
}
