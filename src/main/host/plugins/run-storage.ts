/**
 * The plugins of one run of the command line (`--plugin NAME|FOLDER|FILE`): all switched on, nothing of it kept. Folders are
 * used where they lie; files are unpacked into a folder that goes with the process. Key-value stores begin empty and live in
 * memory, so that a run repeats.
 */
import { realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { checkConfig } from '#contract/plugins/config-schema.ts';
import { MANIFEST_FILE } from '#contract/plugins/manifest.ts';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { Json } from '#contract/plugins/process.ts';
import type { PluginInspection } from '#contract/plugins/status.ts';
import type { PluginStorage, StagedPlugin, StoredPlugin } from '#main/engine/pipeline/plugins/ports.ts';
import { openFailure } from '../capture/open-failures.ts';
import { createPrivateFolder, type PrivateFolder } from '../files/private-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { noSuchPlugin } from './find-plugins.ts';
import { readPluginFolder, unpackInto } from './plugin-folder.ts';
import { isPluginName, pluginFolders } from './plugin-folders.ts';
import { readPackage } from './read-package.ts';

export interface RunStorageOptions {
  /** Names of plugins of `base`, folders, zips and single files. */
  readonly sources: readonly string[];
  /** Where names are looked up; null: there are only files and folders. */
  readonly base: PluginStorage | null;
  /** The program's data folder, for files that linked plugins write; null: those go with the process, too. */
  readonly home: string | null;
  readonly engineVersion: string;
  randomBytes(count: number): Uint8Array;
  /** By name of the plugin, over what the user set. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface RunStorage extends PluginStorage {
  /** Removes what was unpacked; otherwise the end of the process does. */
  dispose(): void;
}

/** Fails where one of the sources is no plugin, or a name is there twice. */
export async function createRunStorage(options: RunStorageOptions): Promise<Result<RunStorage>> {
  const storage = new MemoryStorage(options);
  for (const source of options.sources) {
    const added = await storage.add(source);
    if (!added.ok) {
      storage.dispose();
      return added;
    }
  }
  const wrong = Object.keys(options.config ?? {}).find((id) => !storage.has(id));
  if (wrong === undefined) return success(storage);
  storage.dispose();
  return failure('usage', `A configuration is given for ${wrong}, which is not among the plugins of this run`);
}

type Linked = Pick<StoredPlugin, 'manifest' | 'folder'> & { readonly bytes: number; readonly files: number };

class MemoryStorage implements RunStorage {
  readonly #options: RunStorageOptions;
  readonly #private: PrivateFolder = createPrivateFolder();
  readonly #plugins: Map<string, StoredPlugin> = new Map();
  readonly #stores: Map<string, Readonly<Record<string, Json>>> = new Map();
  #unpacked = 0;

  constructor(options: RunStorageOptions) {
    this.#options = options;
  }

  has(id: string): boolean {
    return this.#plugins.has(id);
  }

  async add(source: string): Promise<Result<null>> {
    const plugin = isPath(source) ? await this.#linked(source) : await this.#named(source);
    if (!plugin.ok) return plugin;
    const { id, manifest, config } = plugin.value;
    const before = this.#plugins.get(id);
    if (before !== undefined) {
      return failure('usage', `${source} has the same name as ${before.folder}: ${id}`, { remedy: 'Leave one out' });
    }
    const configured = { ...config, ...this.#options.config?.[id] };
    const checked = checkConfig(manifest.config, configured);
    if (!checked.ok) {
      return failure('invalid', `${id}: ${checked.failure.message}`, { remedy: 'Correct these values' });
    }
    this.#plugins.set(id, { ...plugin.value, config: configured });
    return success(null);
  }

  list(): ReturnType<PluginStorage['list']> {
    const plugins = [...this.#plugins.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return Promise.resolve({ plugins, broken: [] });
  }

  /** Files of a folder that is used in place are not counted. */
  async inspect(source: string): Promise<Result<PluginInspection>> {
    const linked = await this.#open(source, false);
    if (!linked.ok) return linked;
    const { manifest, bytes, files } = linked.value;
    const installed = this.#plugins.get(manifest.name);
    return success({
      manifest,
      permissions: permissionWords(manifest),
      bytes,
      files,
      installed_version: installed?.manifest.version ?? null,
      installed_origin: installed?.origin ?? null,
    });
  }

  async stage(source: string): Promise<Result<StagedPlugin>> {
    const linked = await this.#linked(source);
    if (!linked.ok) return linked;
    const plugin = linked.value;
    const before = this.#plugins.get(plugin.id);
    const { id, manifest, folder, dataFolder } = plugin;
    return success({
      id,
      manifest,
      folder,
      dataFolder,
      commit: () => {
        const committed = {
          ...plugin,
          config: before?.config ?? this.#options.config?.[id] ?? {},
          apiKey: before?.apiKey ?? plugin.apiKey,
        };
        this.#plugins.set(id, committed);
        return Promise.resolve(success(committed));
      },
      discard: () => Promise.resolve(),
    });
  }

  removeOldVersions(): Promise<void> {
    return Promise.resolve();
  }

  remove(id: string): Promise<Result<null>> {
    return Promise.resolve(this.#plugins.delete(id) ? success(null) : noSuchPlugin(id));
  }

  setEnabled(id: string, enabled: boolean): Promise<Result<StoredPlugin>> {
    return this.#change(id, { enabled });
  }

  setConfig(id: string, config: Readonly<Record<string, unknown>>): Promise<Result<StoredPlugin>> {
    const checked = checkConfig(this.#plugins.get(id)?.manifest.config ?? null, config);
    return checked.ok ? this.#change(id, { config }) : Promise.resolve(checked);
  }

  loadStore(id: string): Promise<Result<Readonly<Record<string, Json>>>> {
    return Promise.resolve(success(this.#stores.get(id) ?? {}));
  }

  saveStore(id: string, entries: Readonly<Record<string, Json>>): Promise<Result<null>> {
    // A copy: the caller goes on changing its own.
    this.#stores.set(id, structuredClone(entries));
    return Promise.resolve(success(null));
  }

  /** Nobody else has it. */
  watch(): () => void {
    return () => undefined;
  }

  dispose(): void {
    this.#private.dispose();
  }

  #change(id: string, change: Partial<StoredPlugin>): Promise<Result<StoredPlugin>> {
    const before = this.#plugins.get(id);
    if (before === undefined) return Promise.resolve(noSuchPlugin(id));
    const plugin = { ...before, ...change };
    this.#plugins.set(id, plugin);
    return Promise.resolve(success(plugin));
  }

  async #named(name: string): Promise<Result<StoredPlugin>> {
    const { plugins, broken } = (await this.#options.base?.list()) ?? { plugins: [], broken: [] };
    const found = plugins.find(({ id }) => id === name);
    if (found !== undefined) return success({ ...found, enabled: true, decided: true });
    const reason = broken.find(({ folder }) => folder.split(path.sep).includes(name));
    if (reason !== undefined) return { ok: false, failure: reason.failure };
    if (!isPluginName(name)) return openFailureOf(name);
    return failure('not-found', `There is no plugin called ${name}`, {
      remedy: `netloupe plugin list shows what there is; a folder or file is written with its path: --plugin ./${name}`,
    });
  }

  async #linked(source: string): Promise<Result<StoredPlugin>> {
    const opened = await this.#open(source, true);
    if (!opened.ok) return opened;
    const { manifest, folder } = opened.value;
    const id = manifest.name;
    const dataFolder = this.#dataFolder(id);
    if (!dataFolder.ok) return dataFolder;
    return success({
      id,
      manifest,
      origin: 'linked',
      folder,
      dataFolder: dataFolder.value,
      enabled: true,
      decided: true,
      config: {},
      apiKey: manifest.endpoint.auth === 'plugin' ? this.#newKey() : null,
    });
  }

  async #open(source: string, unpack: boolean): Promise<Result<Linked>> {
    let folder: string;
    try {
      const real = await realpath(source);
      const named = path.basename(real) === MANIFEST_FILE ? path.dirname(real) : real;
      folder = (await stat(named)).isDirectory() ? named : '';
    } catch (error) {
      return openFailure(error, source);
    }
    if (folder !== '') {
      const manifest = await readPluginFolder(folder, this.#options.engineVersion);
      return manifest.ok ? success({ manifest: manifest.value, folder, bytes: 0, files: 0 }) : manifest;
    }
    const read = await readPackage(source, this.#options.engineVersion);
    if (!read.ok) return read;
    const { manifest, files, bytes } = read.value;
    if (unpack) {
      const place = this.#ownFolder(`${manifest.name}-${manifest.version}-${++this.#unpacked}`);
      if (!place.ok) return place;
      const unpacked = await unpackInto(place.value, files);
      if (!unpacked.ok) return unpacked;
      folder = place.value;
    }
    return success({ manifest, folder, bytes, files: files.length });
  }

  #dataFolder(id: string): Result<string> {
    const { home } = this.#options;
    return home === null ? this.#ownFolder(path.join('data', id)) : success(pluginFolders(home).data(id));
  }

  #ownFolder(name: string): Result<string> {
    try {
      return success(path.join(this.#private.path(), name));
    } catch (error) {
      return describeWriteError(error, tmpdir());
    }
  }

  #newKey(): string {
    return Buffer.from(this.#options.randomBytes(32)).toString('base64url');
  }
}

/** Anything but a bare name: what a shell completes to, and files of the kinds that are plugins. */
function isPath(source: string): boolean {
  return source.includes('/') || source.includes(path.sep) || /^\.|\.(?:zip|lua|m?js|json)$/i.test(source);
}

async function openFailureOf(source: string): Promise<Result<never>> {
  try {
    await stat(source);
    return failure('invalid', `${source} is no name of a plugin`, { remedy: `As a path: --plugin ./${source}` });
  } catch (error) {
    if (!isErrno(error)) throw error;
    return openFailure(error, source);
  }
}
