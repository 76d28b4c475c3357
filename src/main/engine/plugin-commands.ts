/** Commands and streams of the protocol that are about plugins, over the manager. Params were checked by the channel. */
import { failure, success } from '#base/result.ts';
import type { StreamProducer } from '#contract/protocol.ts';
import type { PluginCommandHandlers, PluginStreamHandlers } from './no-plugins.ts';
import type { PluginManager } from './pipeline/plugins/plugin-manager.ts';
import type { PluginOutput } from './pipeline/plugins/plugin-output.ts';
import type { ApiSwitch } from './pipeline/plugins/ports.ts';
import type { PluginPlatform } from './plugin-platform.ts';

const ALERTS_SHOWN = 200;

export interface PluginCommandParts {
  readonly manager: PluginManager;
  readonly output: PluginOutput;
  readonly api: ApiSwitch;
  readonly samplePath: string | null;
  readonly watchers: ChangeWatchers;
  readonly tryPlugin: PluginPlatform['tryPlugin'];
}

/** Who wants to know that something about plugins changed. */
export class ChangeWatchers {
  private readonly watchers = new Set<() => void>();

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}

export function pluginCommands(parts: PluginCommandParts): PluginCommandHandlers {
  const { manager, api, watchers, samplePath } = parts;
  return {
    'plugins.inspect': ({ source }) => manager.inspect(source),
    'plugins.install': ({ source, accepted, enable }) => manager.install(source, accepted, enable),
    'plugins.set_enabled': ({ id, enabled, force }) => manager.setEnabled(id, enabled, force),
    'plugins.configure': ({ id, config }) => manager.configure(id, config),
    'plugins.restart': ({ id }) => manager.restart(id),
    'plugins.remove': ({ id, force }) => manager.remove(id, force),
    async 'plugins.try'({ id, capture }) {
      const plugin = manager.supervisor(id)?.plugin;
      if (plugin === undefined) return failure('not-found', `There is no plugin "${id}"`);
      const path = capture ?? samplePath;
      if (path === null) {
        return failure('not-found', 'The sample capture is missing', { remedy: 'Choose a capture of your own' });
      }
      return success(await parts.tryPlugin(plugin, path));
    },
    async 'api.configure'({ enabled, port }) {
      const configured = await api.configure(enabled, port);
      watchers.tell();
      return configured;
    },
  };
}

export function pluginStreams({ manager, output, api, watchers }: PluginCommandParts): PluginStreamHandlers {
  return {
    plugins(_params, notify): StreamProducer<'plugins'> {
      const unwatch = watchers.watch(notify);
      return {
        take: () => ({
          plugins: manager.status(),
          broken: manager.broken.map(({ folder, failure: reason }) => ({ folder, message: reason.message })),
          alerts: output.alertCount,
          api: api.status(),
        }),
        update() {},
        close: unwatch,
      };
    },
    plugin_output(params, notify): StreamProducer<'plugin_output'> {
      let { id, limit } = params;
      const unwatch = output.listen({
        line: (plugin) => {
          if (plugin === id) notify();
        },
        alert: (alert) => {
          if (alert.plugin === id) notify();
        },
      });
      return {
        take: () => ({ id, lines: output.lines(id, limit), alerts: output.alerts(id, ALERTS_SHOWN) }),
        update: (changed) => {
          ({ id, limit } = changed);
        },
        close: unwatch,
      };
    },
  };
}
