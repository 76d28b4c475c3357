/** The engine's `PluginStorage` on disk, see README.md for what happens to which file. */
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { checkConfig } from '#contract/plugins/config-schema.ts';
import type { PluginManifest } from '#contract/plugins/manifest.ts';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { Json } from '#contract/plugins/process.ts';
import type { PluginInspection } from '#contract/plugins/status.ts';
import type { BrokenPlugin, PluginStorage, StagedPlugin, StoredPlugin } from '#main/engine/pipeline/plugins/ports.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { findPlugins, noSuchPlugin, type FoundPlugin, type FoundPlugins } from './find-plugins.ts';
import { watchFileIn } from './folder-watch.ts';
import { KeyValueStores } from './key-value-stores.ts';
import { unpackInto } from './plugin-folder.ts';
import { isPluginName, pluginFolders, type PluginFolders } from './plugin-folders.ts';
import { recordOf, StateFile, type PluginRecord, type PluginState } from './plugin-state.ts';
import { readPackage, type PluginPackage } from './read-package.ts';

export interface PluginStorageOptions {
  /** The program's data folder, see data-home.ts. */
  readonly home: string;
  /** Plugins that ship with the program, one folder each; null: none. */
  readonly bundledFolder: string | null;
  readonly engineVersion: string;
  randomBytes(count: number): Uint8Array;
}

/** Bytes of a plugin's configuration as JSON. */
const MOST_CONFIG_BYTES: number = 256 * 1024;
/** Left over by a process that was killed between unpacking and installing; nobody unpacks for a day. */
const ABANDONED_AFTER_MS: number = 24 * 3600 * 1000;

export function createPluginStorage(options: PluginStorageOptions): PluginStorage {
  return new DiskStorage(options);
}

class DiskStorage implements PluginStorage {
  readonly #options: PluginStorageOptions;
  readonly #folders: PluginFolders;
  readonly #state: StateFile;
  readonly #stores: KeyValueStores;
  /** Damaged stores that were moved aside. */
  readonly #damagedStores: BrokenPlugin[] = [];
  readonly #watchers: Set<() => void> = new Set();
  #lastDecision: Promise<unknown> = Promise.resolve();

  constructor(options: PluginStorageOptions) {
    this.#options = options;
    this.#folders = pluginFolders(options.home);
    this.#state = new StateFile({ folders: this.#folders, randomName: () => this.#randomName() });
    const recovered = (folder: string, why: Failure): void => {
      this.#damagedStores.push({ folder, failure: why });
      for (const changed of this.#watchers) changed();
    };
    this.#stores = new KeyValueStores(this.#folders.store, () => this.#randomName(), recovered);
  }

  async list(): Promise<{ readonly plugins: readonly StoredPlugin[]; readonly broken: readonly BrokenPlugin[] }> {
    const read = await this.#state.read();
    const folder = this.#folders.stateFile;
    // What ships with the program is there whatever became of the state.
    const kept: PluginState = read.ok ? read.value : { version: 1, plugins: {} };
    const found = await this.#find(kept);
    const state = await this.#withMissingKeys(kept, found);
    const reported = [read.ok ? null : read.failure, this.#state.recovered].filter((why) => why !== null);
    return {
      plugins: [...found.plugins].map(([id, plugin]) => this.#stored(id, plugin, recordOf(state, id))),
      broken: [...reported.map((why) => ({ folder, failure: why })), ...this.#damagedStores, ...found.broken],
    };
  }

  async inspect(source: string): Promise<Result<PluginInspection>> {
    const read = await readPackage(source, this.#options.engineVersion);
    if (!read.ok) return read;
    const { manifest, bytes, files } = read.value;
    const { plugins } = await this.list();
    const installed = plugins.find(({ id }) => id === manifest.name);
    return success({
      manifest,
      permissions: permissionWords(manifest),
      bytes,
      files: files.length,
      installed_version: installed?.manifest.version ?? null,
      installed_origin: installed?.origin ?? null,
    });
  }

  async stage(source: string): Promise<Result<StagedPlugin>> {
    const read = await readPackage(source, this.#options.engineVersion);
    return read.ok ? await this.#unpack(read.value) : read;
  }

  async removeOldVersions(id: string): Promise<void> {
    const state = await this.#state.read();
    if (!state.ok || !isPluginName(id)) return;
    const { installed, old } = recordOf(state.value, id);
    const removed: string[] = [];
    for (const folder of await this.#removableVersions(id, old)) {
      if (folder === installed?.folder) continue;
      try {
        await rm(this.#folders.version(id, folder), { recursive: true, force: true });
        removed.push(folder);
      } catch (error) {
        // In use (Windows): it stays on the list for the next time.
        if (!isErrno(error)) throw error;
      }
    }
    if (!old.some((folder) => removed.includes(folder))) return;
    await this.#state.change((now) => {
      const record = recordOf(now, id);
      return { [id]: { ...record, old: record.old.filter((folder) => !removed.includes(folder)) } };
    });
  }

  async remove(id: string): Promise<Result<null>> {
    const state = await this.#state.read();
    if (!state.ok) return state;
    const { bundled } = await this.#find(state.value);
    const ships = bundled.has(id);
    if (!Object.hasOwn(state.value.plugins, id) && !ships) return noSuchPlugin(id);
    if (ships && recordOf(state.value, id).installed === null) {
      return failure('not-permitted', `${id} ships with Netloupe and cannot be removed`, { remedy: 'Switch it off' });
    }
    const changed = await this.#state.change((now) => {
      return { [id]: ships ? { ...recordOf(now, id), installed: null, old: [] } : null };
    });
    if (!changed.ok) return changed;
    try {
      await rm(this.#folders.versions(id), { recursive: true, force: true });
      if (!ships) await rm(this.#folders.store(id), { force: true });
    } catch (error) {
      return describeWriteError(error, this.#folders.of(id));
    }
    // Files that it wrote are the user's.
    await removeIfEmpty(this.#folders.data(id), this.#folders.of(id));
    return success(null);
  }

  setEnabled(id: string, enabled: boolean): Promise<Result<StoredPlugin>> {
    return this.#decide(id, (record, manifest) => success(this.#withKey({ ...record, enabled }, manifest)));
  }

  setConfig(id: string, config: Readonly<Record<string, unknown>>): Promise<Result<StoredPlugin>> {
    return this.#decide(id, (record, manifest) => {
      const text = JSON.stringify(config);
      if (Buffer.byteLength(text) > MOST_CONFIG_BYTES) {
        return failure('invalid', `The configuration of ${id} is larger than ${MOST_CONFIG_BYTES / 1024} KiB`);
      }
      const kept = JSON.parse(text) as Readonly<Record<string, unknown>>;
      const checked = checkConfig(manifest.config, kept);
      return checked.ok ? success({ ...record, config: kept }) : checked;
    });
  }

  loadStore(id: string): Promise<Result<Readonly<Record<string, Json>>>> {
    return this.#stores.load(id);
  }

  saveStore(id: string, entries: Readonly<Record<string, Json>>): Promise<Result<null>> {
    return this.#stores.save(id, entries);
  }

  watch(changed: () => void): () => void {
    const { root } = this.#folders;
    try {
      makeFolder(root, 0o700);
    } catch (error) {
      // Where this user cannot make the folder, no other process of theirs changes what is in it.
      if (!isErrno(error)) throw error;
      return () => undefined;
    }
    this.#watchers.add(changed);
    const look = (): void => {
      void this.#state.changedByOthers().then((others) => {
        if (others && this.#watchers.has(changed)) changed();
      });
    };
    const stop = watchFileIn(root, path.basename(this.#folders.stateFile), look);
    // What changed since the state was first read.
    look();
    return () => {
      this.#watchers.delete(changed);
      stop();
    };
  }

  #find(state: PluginState): Promise<FoundPlugins> {
    return findPlugins(state, this.#folders, this.#options.bundledFolder, this.#options.engineVersion);
  }

  #stored(id: string, { manifest, folder, origin }: FoundPlugin, record: PluginRecord): StoredPlugin {
    return {
      id,
      manifest,
      origin,
      folder,
      dataFolder: this.#folders.data(id),
      enabled: record.enabled ?? false,
      decided: record.enabled !== null,
      config: record.config,
      apiKey: record.api_key,
    };
  }

  /** Decisions take effect in the order in which they were asked for. */
  #decide(
    id: string,
    change: (record: PluginRecord, manifest: PluginManifest) => Result<PluginRecord>,
  ): Promise<Result<StoredPlugin>> {
    const decided = this.#lastDecision.then(() => this.#decideNow(id, change));
    this.#lastDecision = decided.catch(() => null);
    return decided;
  }

  /** Writes what `change` makes of the record of a plugin that is there. */
  async #decideNow(
    id: string,
    change: (record: PluginRecord, manifest: PluginManifest) => Result<PluginRecord>,
  ): Promise<Result<StoredPlugin>> {
    const read = await this.#state.read();
    if (!read.ok) return read;
    const found = (await this.#find(read.value)).plugins.get(id);
    if (found === undefined) return noSuchPlugin(id);
    // What does not fit is refused without taking the lock; what fits does so whatever else the record holds.
    const tried = change(recordOf(read.value, id), found.manifest);
    if (!tried.ok) return tried;
    const state = await this.#state.change((now) => {
      const record = change(recordOf(now, id), found.manifest);
      return record.ok ? { [id]: record.value } : null;
    });
    return state.ok ? success(this.#stored(id, found, recordOf(state.value, id))) : state;
  }

  async #unpack({ manifest, files }: PluginPackage): Promise<Result<StagedPlugin>> {
    const id = manifest.name;
    const folderName = `${manifest.version}-${this.#randomName()}`;
    const folder = this.#folders.version(id, folderName);
    const root = this.#state.makeFolder();
    if (!root.ok) return root;
    const unpacked = await unpackInto(folder, files);
    if (!unpacked.ok) return unpacked;
    let ended = false;
    return success({
      id,
      manifest,
      folder,
      dataFolder: this.#folders.data(id),
      commit: async () => {
        const committed = await this.#install(manifest, folderName);
        ended ||= committed.ok;
        return committed;
      },
      discard: async () => {
        if (ended) return;
        ended = true;
        await rm(folder, { recursive: true, force: true });
        await removeIfEmpty(this.#folders.versions(id), this.#folders.of(id));
      },
    });
  }

  async #install(manifest: PluginManifest, folderName: string): Promise<Result<StoredPlugin>> {
    const id = manifest.name;
    const before = await this.#state.read();
    if (!before.ok) return before;
    const over = (await this.#find(before.value)).bundled.get(id)?.manifest.version ?? null;
    const state = await this.#state.change((now) => {
      const record = recordOf(now, id);
      const old = record.installed === null ? record.old : [...record.old, record.installed.folder];
      const installed = { folder: folderName, version: manifest.version, over };
      return { [id]: this.#withKey({ ...record, installed, old }, manifest) };
    });
    if (!state.ok) return state;
    const plugin: FoundPlugin = { manifest, folder: this.#folders.version(id, folderName), origin: 'installed' };
    return success(this.#stored(id, plugin, recordOf(state.value, id)));
  }

  /** A plugin that ships with the program may come to want a key of its own by an update of the program. */
  async #withMissingKeys(state: PluginState, { plugins }: FoundPlugins): Promise<PluginState> {
    const wanting = [...plugins].filter(([id, { manifest }]) => {
      const record = recordOf(state, id);
      return record.enabled === true && this.#withKey(record, manifest) !== record;
    });
    if (wanting.length === 0) return state;
    const changed = await this.#state.change((now) =>
      Object.fromEntries(wanting.map(([id, { manifest }]) => [id, this.#withKey(recordOf(now, id), manifest)])),
    );
    return changed.ok ? changed.value : state;
  }

  #withKey(record: PluginRecord, manifest: PluginManifest): PluginRecord {
    if (manifest.endpoint.auth !== 'plugin' || record.api_key !== null) return record;
    return { ...record, api_key: Buffer.from(this.#options.randomBytes(32)).toString('base64url') };
  }

  /** `old`, and what nobody knows of and nobody can be unpacking any more. */
  async #removableVersions(id: string, old: readonly string[]): Promise<readonly string[]> {
    const folders = new Set(old);
    try {
      for (const name of await readdir(this.#folders.versions(id))) {
        const { mtimeMs } = await stat(this.#folders.version(id, name));
        if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) folders.add(name);
      }
    } catch (error) {
      // There is no such folder (any more).
      if (!isErrno(error)) throw error;
    }
    return [...folders];
  }

  #randomName(): string {
    return Buffer.from(this.#options.randomBytes(6)).toString('hex');
  }
}

async function removeIfEmpty(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await rmdir(folder);
    } catch (error) {
      // Not empty, or not there.
      if (!isErrno(error)) throw error;
      if (error.code !== 'ENOENT') return;
    }
  }
}
