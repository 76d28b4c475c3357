import { describe, expect, it } from 'vitest';
import { failure, success, type Result } from '#base/result.ts';
import { parseManifest, type PluginManifest } from '#contract/plugins/manifest.ts';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { PluginInspection } from '#contract/plugins/status.ts';
import { ManualClock, settle } from '#main/engine/store/manual-clock.ts';
import { FakeSpawner } from './fake-process.ts';
import { PacketFeeds } from './packet-feeds.ts';
import { PluginManager } from './plugin-manager.ts';
import { PluginOutput } from './plugin-output.ts';
import type { PluginStorage, StagedPlugin, StoredPlugin } from './ports.ts';

function manifestOf(name: string, version = '1.0.0', more: Record<string, unknown> = {}): PluginManifest {
  const parsed = parseManifest({ name, version, language: 'lua', ...more });
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

function stored(name: string, over: Partial<StoredPlugin> = {}): StoredPlugin {
  return {
    id: name,
    manifest: manifestOf(name),
    origin: 'installed',
    folder: `/plugins/${name}/1`,
    dataFolder: `/data/${name}`,
    enabled: false,
    decided: false,
    config: {},
    apiKey: null,
    ...over,
  };
}

/** Plugins on a disk that is a map; sources are named after what is in them. */
class MapStorage implements PluginStorage {
  readonly plugins = new Map<string, StoredPlugin>();
  readonly sources = new Map<string, { manifest: PluginManifest; permissions: string[] }>();
  readonly removedVersions: string[] = [];
  tellChanged: () => void = () => undefined;

  constructor(...plugins: StoredPlugin[]) {
    for (const plugin of plugins) this.plugins.set(plugin.id, plugin);
  }

  async list(): ReturnType<PluginStorage['list']> {
    return { plugins: [...this.plugins.values()], broken: [] };
  }

  async inspect(source: string): Promise<Result<PluginInspection>> {
    const found = this.sources.get(source);
    if (found === undefined) return failure('not-found', `There is no ${source}`);
    const { manifest, permissions } = found;
    return success({ manifest, permissions, bytes: 1, files: 1, installed_version: null, installed_origin: null });
  }

  async stage(source: string): Promise<Result<StagedPlugin>> {
    const { manifest } = this.sources.get(source)!;
    const { name: id, version } = manifest;
    const folder = `/plugins/${id}/${version}`;
    return success({
      id,
      manifest,
      folder,
      dataFolder: `/data/${id}`,
      commit: async () => success(this.put({ ...(this.plugins.get(id) ?? stored(id)), manifest, folder })),
      discard: async () => undefined,
    });
  }

  async removeOldVersions(id: string): Promise<void> {
    this.removedVersions.push(id);
  }

  async remove(id: string): Promise<Result<null>> {
    this.plugins.delete(id);
    return success(null);
  }

  async setEnabled(id: string, enabled: boolean): Promise<Result<StoredPlugin>> {
    return success(this.put({ ...this.plugins.get(id)!, enabled, decided: true }));
  }

  async setConfig(id: string, config: Readonly<Record<string, unknown>>): Promise<Result<StoredPlugin>> {
    return success(this.put({ ...this.plugins.get(id)!, config }));
  }

  async loadStore(): ReturnType<PluginStorage['loadStore']> {
    return success({});
  }

  async saveStore(): Promise<Result<null>> {
    return success(null);
  }

  watch(changed: () => void): () => void {
    this.tellChanged = changed;
    return () => undefined;
  }

  put(plugin: StoredPlugin): StoredPlugin {
    this.plugins.set(plugin.id, plugin);
    return plugin;
  }
}

function bench(...plugins: StoredPlugin[]): { manager: PluginManager; storage: MapStorage; spawner: FakeSpawner } {
  const clock = new ManualClock(0);
  const storage = new MapStorage(...plugins);
  const spawner = new FakeSpawner();
  const manager = new PluginManager({
    clock,
    chance: () => 0.5,
    spawner,
    storage,
    feeds: new PacketFeeds(clock),
    output: new PluginOutput(clock),
    facts: { session: () => null, interfaces: async () => [] },
    version: '0.1.0',
    everyLine: false,
    wishesOf: () => ({ logs: 'state', dns: false }),
    missingFilters: () => [],
    changed: () => undefined,
  });
  return { manager, storage, spawner };
}

const states = (manager: PluginManager): string[] => manager.status().map(({ id, state }) => `${id} ${state}`);

describe('all plugins', () => {
  it('start with the program where they are switched on', async () => {
    const { manager, spawner } = bench(
      stored('on', { enabled: true, decided: true }),
      stored('new'),
      stored('off', { decided: true }),
    );
    await manager.start();
    expect(states(manager)).toEqual(['new installed', 'off disabled', 'on running']);
    await manager.close();
    expect(spawner.processes.map((process) => process.exited)).toEqual([true]);
  });

  it('follow what another process writes: switched on and off, configured, updated, removed, added', async () => {
    const { manager, storage, spawner } = bench(stored('a', { enabled: true }), stored('b'));
    await manager.start();
    storage.put(stored('b', { enabled: true }));
    storage.put(stored('c', { enabled: true }));
    storage.plugins.delete('a');
    storage.tellChanged();
    await settle();
    expect(states(manager)).toEqual(['b running', 'c running']);
    storage.put(stored('b', { enabled: true, config: { depth: 3 } }));
    storage.put(stored('c', { enabled: true, manifest: manifestOf('c', '2.0.0'), folder: '/plugins/c/2' }));
    storage.tellChanged();
    await settle();
    expect(manager.supervisor('b')!.status().config).toEqual({ depth: 3 });
    expect(manager.supervisor('c')!.status().manifest.version).toBe('2.0.0');
    expect(spawner.processes.filter((process) => !process.exited).map((process) => process.request.folder)).toEqual([
      '/plugins/b/1',
      '/plugins/c/2',
    ]);
    storage.put(stored('b', { decided: true }));
    storage.tellChanged();
    await settle();
    expect(states(manager)).toEqual(['b disabled', 'c running']);
  });
});

describe('installing', () => {
  it('needs the consent of the user to exactly what is asked for', async () => {
    const { manager, storage } = bench();
    const asking = (host: string): { manifest: PluginManifest; permissions: string[] } => {
      const manifest = manifestOf('x', '1.0.0', { permissions: { http: [host] } });
      return { manifest, permissions: permissionWords(manifest) };
    };
    const shown = asking('example.com').permissions;
    storage.sources.set('x.zip', asking('example.org'));
    await manager.start();
    expect(await manager.install('x.zip', [], true)).toMatchObject({ ok: false, failure: { code: 'not-permitted' } });
    expect(await manager.install('x.zip', shown, true)).toMatchObject({ ok: false });
    storage.sources.set('x.zip', asking('example.com'));
    expect(await manager.install('x.zip', shown, true)).toMatchObject({ ok: true, value: { state: 'running' } });
  });

  it('over an installed version is an update; the old version goes only when the new one runs', async () => {
    const { manager, storage, spawner } = bench(stored('x', { enabled: true }));
    await manager.start();
    storage.sources.set('x-2.zip', { manifest: manifestOf('x', '2.0.0'), permissions: [] });
    spawner.scripts = [{ refused: { at: 'test', message: 'no' } }, {}];
    expect(await manager.install('x-2.zip', [], true)).toMatchObject({ ok: false });
    expect([states(manager), storage.removedVersions]).toEqual([['x running'], []]);
    expect(storage.plugins.get('x')!.manifest.version).toBe('1.0.0');
    expect(await manager.install('x-2.zip', [], true)).toMatchObject({
      ok: true,
      value: { manifest: { version: '2.0.0' } },
    });
    expect(storage.removedVersions).toEqual(['x']);
  });
});

describe('a command about one plugin', () => {
  it('that there is not says which there are', async () => {
    const { manager } = bench(stored('a'), stored('b'));
    await manager.start();
    expect(await manager.restart('c')).toMatchObject({ failure: { code: 'not-found', remedy: 'There are: a, b' } });
  });

  it('does not wait for another plugin that is slow to start', async () => {
    const { manager, spawner } = bench(stored('slow'), stored('quick'));
    await manager.start();
    spawner.scripts = [{ hangs: true }, {}];
    void manager.setEnabled('slow', true);
    expect(await manager.setEnabled('quick', true)).toMatchObject({ value: { state: 'running' } });
    expect(await manager.setEnabled('slow', false)).toMatchObject({ value: { state: 'disabled' } });
  });

  it('refuses a configuration that fails the schema, and keeps the one before', async () => {
    const schema = { type: 'object', properties: { depth: { type: 'integer', minimum: 1, default: 2 } } };
    const plugin = stored('a', { enabled: true, manifest: manifestOf('a', '1.0.0', { config: schema }) });
    const { manager, storage } = bench(plugin);
    await manager.start();
    expect(await manager.configure('a', { depth: 0 })).toMatchObject({
      failure: { message: expect.stringMatching(/"depth"/) },
    });
    expect(manager.supervisor('a')!.status().config).toEqual({ depth: 2 });
    expect(await manager.configure('a', { depth: 5 })).toMatchObject({
      value: { state: 'running', config: { depth: 5 } },
    });
    expect(storage.plugins.get('a')!.config).toEqual({ depth: 5 });
  });

  it('removes what was installed, never what ships with the program', async () => {
    const { manager } = bench(stored('mine', { enabled: true }), stored('theirs', { origin: 'bundled' }));
    await manager.start();
    expect(await manager.remove('theirs')).toMatchObject({ failure: { code: 'not-permitted' } });
    expect((await manager.remove('mine')).ok).toBe(true);
    expect(states(manager)).toEqual(['theirs installed']);
  });
});
