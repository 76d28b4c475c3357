/** Views of where plugins are kept, for commands that are about some of them only. */
import type { CliPlugins } from '../cli-engine.ts';

type PluginStorage = CliPlugins['storage'];

/**
 * One plugin of `storage`, so that a command about it starts no other. `off`: shown as switched off, so that this one is not
 * started either.
 */
export function onlyPlugin(storage: PluginStorage, id: string, { off }: { readonly off: boolean }): PluginStorage {
  return {
    ...delegate(storage),
    async list(): ReturnType<PluginStorage['list']> {
      const { plugins } = await storage.list();
      const mine = plugins.filter((plugin) => plugin.id === id);
      return { plugins: off ? mine.map((plugin) => ({ ...plugin, enabled: false })) : mine, broken: [] };
    },
    // Nobody waits for news during one command.
    watch: () => () => undefined,
  };
}

/** All of `kept` and those of `run`, which come first where both have a name. What is installed goes to `kept`. */
export function joinedPlugins(kept: PluginStorage, run: PluginStorage): PluginStorage {
  const ids = new Set<string>();
  const of = (id: string): PluginStorage => (ids.has(id) ? run : kept);
  return {
    ...delegate(kept),
    async list(): ReturnType<PluginStorage['list']> {
      const [own, rest] = await Promise.all([run.list(), kept.list()]);
      for (const { id } of own.plugins) ids.add(id);
      return { plugins: [...own.plugins, ...rest.plugins.filter(({ id }) => !ids.has(id))], broken: rest.broken };
    },
    removeOldVersions: (id) => of(id).removeOldVersions(id),
    remove: (id) => of(id).remove(id),
    setEnabled: (id, enabled) => of(id).setEnabled(id, enabled),
    setConfig: (id, config) => of(id).setConfig(id, config),
    loadStore: (id) => of(id).loadStore(id),
    saveStore: (id, entries) => of(id).saveStore(id, entries),
  };
}

/** Every method, bound: implementations are classes. */
function delegate(storage: PluginStorage): PluginStorage {
  return {
    list: () => storage.list(),
    inspect: (source) => storage.inspect(source),
    stage: (source) => storage.stage(source),
    removeOldVersions: (id) => storage.removeOldVersions(id),
    remove: (id) => storage.remove(id),
    setEnabled: (id, enabled) => storage.setEnabled(id, enabled),
    setConfig: (id, config) => storage.setConfig(id, config),
    loadStore: (id) => storage.loadStore(id),
    saveStore: (id, entries) => storage.saveStore(id, entries),
    watch: (changed) => storage.watch(changed),
  };
}
