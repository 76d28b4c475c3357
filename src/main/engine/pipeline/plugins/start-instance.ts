/** From a plugin on disk to a process that has it loaded and tested. */
import { failure, success, type Result } from '#base/result.ts';
import { checkConfig, type Config } from '#contract/plugins/config-schema.ts';
import { PLUGIN_PROTOCOL_VERSION } from '#contract/plugins/process-limits.ts';
import type { Json, PluginStart } from '#contract/plugins/process.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { PluginInstance, type InstanceEvents } from './plugin-instance.ts';
import type { PluginClock, PluginSpawner, StoredPlugin } from './ports.ts';

export interface StartParts {
  readonly clock: PluginClock;
  readonly spawner: PluginSpawner;
  readonly version: string;
  /** See PluginStart. */
  readonly everyLine?: boolean;
}

export interface StartedInstance {
  readonly instance: PluginInstance;
  readonly exports: readonly string[];
}

export interface StartOptions {
  /** See PluginStart. */
  readonly deterministic?: boolean;
  /** Ends the process before it has started. */
  readonly signal?: AbortSignal;
}

/** Failures: `invalid` is final, `unavailable` may be tried again. `store`: contents of its store. */
export async function startInstance(
  plugin: StoredPlugin,
  store: Readonly<Record<string, Json>>,
  queue: DeliveryQueue,
  parts: StartParts,
  eventsOf: (instance: () => PluginInstance | null) => InstanceEvents,
  options: StartOptions = {},
): Promise<Result<StartedInstance>> {
  const config = checkConfig(plugin.manifest.config, plugin.config);
  if (!config.ok) return config;
  const folders = writableFolders(plugin, config.value);
  if (!folders.ok) return folders;
  const { id, manifest, folder } = plugin;
  const process = parts.spawner.spawn({
    id,
    language: manifest.language,
    folder,
    writableFolders: folders.value,
    memoryMb: manifest.limits.memory_mb,
    network: manifest.permissions.http.length + manifest.permissions.network.length > 0,
  });
  const start: PluginStart = {
    protocol: PLUGIN_PROTOCOL_VERSION,
    id,
    version: manifest.version,
    language: manifest.language,
    folder,
    main: manifest.main,
    dataFolder: manifest.permissions.files.includes('data') ? plugin.dataFolder : null,
    config: config.value,
    passConfig: manifest.pass_config,
    bulkSize: manifest.receiver.max_size,
    bulkDelayMs: manifest.receiver.max_delay_ms,
    permissions: manifest.permissions,
    limits: manifest.limits,
    payload: manifest.payload,
    observers: manifest.observers,
    symbols: manifest.symbols,
    store,
    engine: parts.version,
    deterministic: options.deterministic ?? false,
    everyLine: parts.everyLine ?? false,
  };
  let made: PluginInstance | null = null;
  const instance = new PluginInstance(
    process,
    parts.clock,
    start,
    queue,
    eventsOf(() => made),
  );
  made = instance;
  const stop = (): void => void instance.stop();
  options.signal?.addEventListener('abort', stop);
  const outcome = await instance.run();
  options.signal?.removeEventListener('abort', stop);
  if (outcome.ok) return success({ instance, exports: outcome.exports });
  return failure(outcome.final ? 'invalid' : 'unavailable', outcome.message);
}

function writableFolders(plugin: StoredPlugin, config: Config): Result<readonly string[]> {
  const folders: string[] = [];
  for (const grant of plugin.manifest.permissions.files) {
    if (grant === 'data') {
      folders.push(plugin.dataFolder);
      continue;
    }
    const key = grant.slice('config:'.length);
    const value = config[key];
    if (value === undefined || value === null || value === '') continue; // not set: nothing is granted
    if (typeof value !== 'string' || !/^(?:\/|[A-Za-z]:[\\/])/.test(value)) {
      return failure('invalid', `Configuration: "${key}" is not an absolute path of a folder`, {
        remedy: `Set "${key}" to a folder, or leave it empty`,
      });
    }
    folders.push(value);
  }
  return success(folders);
}
