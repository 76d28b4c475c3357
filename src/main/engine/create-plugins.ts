/** Puts the plugin platform together: manager, feeds, output, and what plugins may ask. */
import type { Settings } from '#contract/settings.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { InterfaceMonitor } from './interface-monitor.ts';
import { PacketFeeds } from './pipeline/plugins/packet-feeds.ts';
import { PluginManager } from './pipeline/plugins/plugin-manager.ts';
import { PluginOutput } from './pipeline/plugins/plugin-output.ts';
import type { PluginPorts } from './pipeline/plugins/ports.ts';
import { openPluginCapture } from './plugin-capture.ts';
import { ChangeWatchers, pluginCommands, pluginStreams } from './plugin-commands.ts';
import { PluginFacts } from './plugin-facts.ts';
import type { PluginPlatform } from './plugin-platform.ts';
import { feedWishes, tryPlugin } from './plugin-trial.ts';

/** Counters are shown anew this often while plugins run. */
const REFRESH_MS = 1000;
const CHANCE_STEPS = 2 ** 32;

export interface CreatedPlugins {
  readonly platform: PluginPlatform;
  readonly feeds: PacketFeeds;
  readonly facts: PluginFacts;
  readonly output: PluginOutput;
}

export interface PluginSetup {
  readonly ports: EnginePorts;
  readonly plugins: PluginPorts;
  /** As they are at the moment: of what begins then. */
  readonly settings: () => Settings;
  readonly monitor: InterfaceMonitor;
  readonly version: string;
  readonly samplePath: string | null;
}

export function createPlugins({ ports, plugins, settings, monitor, version, samplePath }: PluginSetup): CreatedPlugins {
  const { clock } = ports;
  const { spawner, storage, api, everyLine = false } = plugins;
  const feeds = new PacketFeeds(clock);
  const output = new PluginOutput(clock);
  const facts = new PluginFacts(monitor);
  const watchers = new ChangeWatchers();
  const manager = new PluginManager({
    clock,
    chance: () => new DataView(ports.randomBytes(4).buffer).getUint32(0) / CHANCE_STEPS,
    spawner,
    storage,
    feeds,
    output,
    facts,
    version,
    everyLine,
    wishesOf: ({ manifest }) => feedWishes(manifest, settings()),
    openInlet: (title, kind, output) => openPluginCapture({ ports, settings: settings() }, title, kind, output),
    missingFilters({ manifest }) {
      const { payload } = settings().filter;
      return manifest.payload.filter((name) => !payload[name].enabled);
    },
    changed: () => watchers.tell(),
  });
  const tried: PluginPlatform['tryPlugin'] = (plugin, capture, onLine) =>
    tryPlugin({ ports, settings: settings(), spawner, version, facts }, plugin, capture, onLine);
  const commandParts = { manager, output, api, samplePath, watchers, tryPlugin: tried };
  let cancelRefresh: (() => void) | null = null;
  const refresh = (): void => {
    watchers.tell();
    cancelRefresh = clock.after(REFRESH_MS, refresh);
  };
  const platform: PluginPlatform = {
    commands: pluginCommands(commandParts),
    streams: pluginStreams(commandParts),
    symbols: manager.symbols,
    async start() {
      refresh();
      await manager.start();
    },
    status: () => manager.status(),
    endpointOf(id) {
      const supervisor = manager.supervisor(id);
      if (supervisor === undefined || !supervisor.exportsRequest) return null;
      return { ...supervisor.plugin.manifest.endpoint, key: supervisor.plugin.apiKey };
    },
    request: (id, request) => manager.request(id, request),
    onOutput: (listener) =>
      output.listen({
        line: (plugin, line) => listener({ kind: 'line', plugin, line }),
        alert: (alert) => listener({ kind: 'alert', plugin: alert.plugin, alert }),
        flows: (plugin, records) => listener({ kind: 'flows', plugin, records }),
      }),
    tryPlugin: tried,
    async drain() {
      feeds.flush();
      await manager.drain();
    },
    async close() {
      cancelRefresh?.();
      await manager.close();
      facts.close();
    },
  };
  return { platform, feeds, facts, output };
}
