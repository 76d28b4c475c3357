/**
 * `state.json`: which version of each plugin is installed and what the user decided about it. Read at any time; changed only
 * under the lock, from what is on disk at that moment, and replaced as a whole. Several processes share it.
 */
import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import semver from 'semver';
import { z } from 'zod';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { openFailure } from '../capture/open-failures.ts';
import { createAtomicFile } from '../files/atomic-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { withFileLock } from './file-lock.ts';
import { readRegularFile } from './folder-package.ts';
import { isPluginName, type PluginFolders } from './plugin-folders.ts';

const STATE_VERSION = 1;
/** A thousand plugins with long configurations. */
const MOST_STATE_BYTES: number = 16 * 1024 * 1024;

export interface InstalledVersion {
  /** Name of the folder below `versions`. */
  readonly folder: string;
  readonly version: string;
  /** Version of the plugin that ships with the program under this name, when this one was installed; null: none did. */
  readonly over: string | null;
}

export interface PluginRecord {
  /** Null: nobody switched it on or off yet. */
  readonly enabled: boolean | null;
  readonly config: Readonly<Record<string, unknown>>;
  readonly api_key: string | null;
  /** Null: it only ships with the program. */
  readonly installed: InstalledVersion | null;
  /** Folders of versions that were installed before and may be removed. */
  readonly old: readonly string[];
}

export interface PluginState {
  readonly version: number;
  readonly plugins: Readonly<Record<string, PluginRecord>>;
}

const NOTHING_DECIDED: PluginRecord = { enabled: null, config: {}, api_key: null, installed: null, old: [] };

export function recordOf(state: PluginState, id: string): PluginRecord {
  return (Object.hasOwn(state.plugins, id) ? state.plugins[id] : undefined) ?? NOTHING_DECIDED;
}

const FOLDER_NAME = /^[0-9A-Za-z][0-9A-Za-z.+-]{0,255}$/;
const recordSchema: z.ZodType<PluginRecord> = z.object({
  enabled: z.boolean().nullable(),
  config: z.record(z.string(), z.unknown()),
  api_key: z.string().max(200).nullable(),
  installed: z
    .object({ folder: z.string().regex(FOLDER_NAME), version: z.string(), over: z.string().nullable() })
    .nullable(),
  old: z.array(z.string().regex(FOLDER_NAME)),
});
const stateSchema: z.ZodType<PluginState> = z.object({
  version: z.literal(STATE_VERSION),
  plugins: z.record(z.string().refine(isPluginName), recordSchema),
});

export interface StateFileOptions {
  readonly folders: PluginFolders;
  /** Random text for names of files and folders. */
  randomName(): string;
}

type Parsed = PluginState | 'damaged' | { readonly newer: unknown };

export class StateFile {
  readonly #folders: PluginFolders;
  readonly #options: StateFileOptions;
  /** Changes of this process, one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  /**
   * What watchers know to be on disk: as first read, or as they were told last, with what this process changed since.
   * `undefined` before the first look.
   */
  #known: string | null | undefined = undefined;
  #recovered: Failure | null = null;

  constructor(options: StateFileOptions) {
    this.#folders = options.folders;
    this.#options = options;
  }

  /** Set once a damaged file was moved aside: what happened and where it is. */
  get recovered(): Failure | null {
    return this.#recovered;
  }

  async read(): Promise<Result<PluginState>> {
    const text = await this.#readText();
    if (!text.ok) return text;
    const parsed = parse(text.value);
    if (parsed === 'damaged') return await this.change(() => null);
    if ('newer' in parsed) return newerState(this.#folders.stateFile, parsed.newer);
    if (this.#known === undefined) this.#known = text.value;
    return success(parsed);
  }

  /** `change` answers the new record of each plugin that it changes (null removes it), or null where nothing is to be done. */
  change(
    change: (state: PluginState) => Readonly<Record<string, PluginRecord | null>> | null,
  ): Promise<Result<PluginState>> {
    const next = this.#last.then(() => this.#change(change));
    this.#last = next.then(
      () => null,
      () => null,
    );
    return next;
  }

  /** True where another process changed it since this was last asked; from now on that is known. */
  async changedByOthers(): Promise<boolean> {
    // Our own change may have been seen before it was noted.
    await this.#last;
    const text = await this.#readText();
    if (!text.ok || text.value === this.#known) return false;
    // Who has not looked yet sees it then.
    const told = this.#known !== undefined;
    this.#known = text.value;
    return told;
  }

  /** Makes the folder of everything that is kept. Keys and configurations are for this user's eyes. */
  makeFolder(): Result<null> {
    const { root } = this.#folders;
    try {
      makeFolder(root, 0o700);
      return success(null);
    } catch (error) {
      return describeWriteError(error, root);
    }
  }

  async #change(
    change: (state: PluginState) => Readonly<Record<string, PluginRecord | null>> | null,
  ): Promise<Result<PluginState>> {
    const { root, stateFile } = this.#folders;
    const made = this.makeFolder();
    if (!made.ok) return made;
    const lock = { token: () => this.#options.randomName() };
    return await withFileLock(path.join(root, 'state.lock'), lock, async () => {
      const text = await this.#readText();
      if (!text.ok) return text;
      const parsed = parse(text.value);
      if (typeof parsed === 'object' && 'newer' in parsed) return newerState(stateFile, parsed.newer);
      const state = parsed === 'damaged' ? await this.#recover() : success(parsed);
      if (!state.ok) return state;
      const changes = change(state.value);
      if (changes === null && parsed !== 'damaged') return state;
      const plugins = new Map(Object.entries(state.value.plugins));
      for (const [id, record] of Object.entries(changes ?? {})) {
        if (record === null) plugins.delete(id);
        else plugins.set(id, record);
      }
      const changed = { version: STATE_VERSION, plugins: Object.fromEntries([...plugins].toSorted(byName)) };
      const written = await this.#write(changed);
      // What another process changed before us is still to be told.
      if (written.ok && (this.#known === undefined || this.#known === text.value)) this.#known = written.value;
      return written.ok ? success(changed) : written;
    });
  }

  async #readText(): Promise<Result<string | null>> {
    const { stateFile } = this.#folders;
    try {
      const bytes = await readRegularFile(stateFile, MOST_STATE_BYTES, true);
      // Cut where it is too long, which no JSON survives.
      return success(bytes === null ? '' : bytes.toString('utf8', 0, MOST_STATE_BYTES));
    } catch (error) {
      if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return success(null);
      return openFailure(error, stateFile);
    }
  }

  /** Answers the text that is on disk now. */
  async #write(state: PluginState): Promise<Result<string>> {
    const text = `${JSON.stringify(state, null, 2)}\n`;
    const file = await createAtomicFile(this.#folders.stateFile, true);
    if (!file.ok) return file;
    await file.value.write(text);
    const committed = await file.value.commit();
    return committed.ok ? success(text) : committed;
  }

  /** Moves the damaged file aside and makes what can be made out of the folders: what is installed, all switched off. */
  async #recover(): Promise<Result<PluginState>> {
    const { stateFile } = this.#folders;
    const aside = `${stateFile}.damaged-${this.#options.randomName()}`;
    const plugins: Record<string, PluginRecord> = {};
    try {
      await rename(stateFile, aside);
      for (const id of await namesIn(this.#folders.root)) {
        const installed = isPluginName(id) ? newest(await namesIn(this.#folders.versions(id))) : null;
        if (installed !== null) plugins[id] = { ...NOTHING_DECIDED, installed };
      }
    } catch (error) {
      return describeWriteError(error, stateFile);
    }
    this.#recovered = {
      code: 'damaged',
      message: `${stateFile} was damaged: plugins have to be switched on and configured again`,
      remedy: `What it held is in ${aside}`,
    };
    return success({ version: STATE_VERSION, plugins });
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function parse(text: string | null): Parsed {
  if (text === null) return { version: STATE_VERSION, plugins: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'damaged';
  }
  const parsed = stateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : null;
  return typeof version === 'number' && version > STATE_VERSION ? { newer: version } : 'damaged';
}

function newerState(stateFile: string, version: unknown): Result<never> {
  return failure(
    'unsupported',
    `${stateFile} was written by a newer Netloupe (version ${String(version)} of the file)`,
    {
      remedy: 'Use that Netloupe, or another folder: NETLOUPE_HOME=FOLDER',
    },
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

function newest(folders: readonly string[]): InstalledVersion | null {
  const found = folders
    .map((folder) => ({ folder, version: folder.slice(0, folder.lastIndexOf('-')) }))
    .filter(({ folder, version }) => FOLDER_NAME.test(folder) && semver.valid(version) !== null)
    .toSorted((a, b) => semver.rcompare(a.version, b.version));
  return found[0] === undefined ? null : { ...found[0], over: null };
}
