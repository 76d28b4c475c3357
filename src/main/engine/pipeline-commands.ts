/** Commands and streams of the protocol that are about pipelines, over the manager. Params were checked by the channel. */
import type { StreamProducer } from '#contract/protocol.ts';
import type { PipelineCommandHandlers, PipelineStreamHandlers } from './no-pipelines.ts';
import type { AlertList } from './pipeline/manager/alert-list.ts';
import type { PipelineManager } from './pipeline/manager/pipeline-manager.ts';
import type { ChangeWatchers } from './plugin-commands.ts';

export function pipelineCommands(manager: PipelineManager): PipelineCommandHandlers {
  return {
    'pipelines.set_enabled': ({ id, enabled }) => manager.setEnabled(id, enabled),
    'pipelines.pause': ({ id, paused }) => manager.pause(id, paused),
    'pipelines.check': ({ text, health }) => manager.check(text, health),
    'pipelines.save': ({ text, replace }) => manager.save(text, replace),
    'pipelines.read': ({ id }) => manager.read(id),
    'pipelines.remove': ({ id }) => manager.remove(id),
  };
}

export function pipelineStreams(
  manager: PipelineManager,
  alerts: AlertList,
  watchers: ChangeWatchers,
): PipelineStreamHandlers {
  return {
    pipelines(_params, notify): StreamProducer<'pipelines'> {
      return { take: () => ({ pipelines: manager.status() }), update() {}, close: watchers.watch(notify) };
    },
    alerts(params, notify): StreamProducer<'alerts'> {
      let { limit } = params;
      return {
        take: () => alerts.frame(limit),
        update: (changed) => {
          ({ limit } = changed);
        },
        close: alerts.watch(notify),
      };
    },
  };
}
