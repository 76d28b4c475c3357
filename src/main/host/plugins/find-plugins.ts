/** What plugins there are: those that ship with the program and those that are installed, one for each name. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import semver from 'semver';
import { failure, type Result } from '#base/result.ts';
import { MANIFEST_FILE, type PluginManifest } from '#contract/plugins/manifest.ts';
import type { BrokenPlugin } from '#main/engine/pipeline/plugins/ports.ts';
import { openFailure, shellQuoted } from '../capture/open-failures.ts';
import { isErrno } from '../files/write-errors.ts';
import { readPluginFolder } from './plugin-folder.ts';
import { isPluginName, type PluginFolders } from './plugin-folders.ts';
import type { InstalledVersion, PluginState } from './plugin-state.ts';

export interface FoundPlugin {
  readonly manifest: PluginManifest;
  readonly folder: string;
  readonly origin: 'bundled' | 'installed';
}

export interface FoundPlugins {
  /** By name; each name once. */
  readonly plugins: ReadonlyMap<string, FoundPlugin>;
  readonly broken: readonly BrokenPlugin[];
  /** Those that ship with the program, used or not. */
  readonly bundled: ReadonlyMap<string, FoundPlugin>;
}

export async function findPlugins(
  state: PluginState,
  folders: PluginFolders,
  bundledFolder: string | null,
  engineVersion: string,
): Promise<FoundPlugins> {
  const broken: BrokenPlugin[] = [];
  const bundled = bundledFolder === null ? new Map() : await findBundled(bundledFolder, engineVersion, broken);
  const plugins = new Map<string, FoundPlugin>(bundled);
  for (const [id, { installed }] of Object.entries(state.plugins)) {
    if (installed === null) continue;
    const folder = folders.version(id, installed.folder);
    const manifest = await readInstalled(id, folder, engineVersion);
    if (!manifest.ok) broken.push({ folder, failure: manifest.failure });
    else if (winsOver(installed, bundled.get(id))) {
      plugins.set(id, { manifest: manifest.value, folder, origin: 'installed' });
    }
  }
  for (const name of await pluginFoldersIn(folders.root, broken)) broken.push(putByHand(path.join(folders.root, name)));
  return { plugins: new Map([...plugins].toSorted(([a], [b]) => (a < b ? -1 : 1))), broken, bundled };
}

/** What somebody installed is used until the program brings something newer, see README.md. */
function winsOver(installed: InstalledVersion, bundled: FoundPlugin | undefined): boolean {
  if (bundled === undefined) return true;
  const { version } = bundled.manifest;
  return installed.over === version || semver.gte(installed.version, version);
}

async function findBundled(
  folder: string,
  engineVersion: string,
  broken: BrokenPlugin[],
): Promise<Map<string, FoundPlugin>> {
  const found = new Map<string, FoundPlugin>();
  for (const name of await pluginFoldersIn(folder, broken)) {
    const place = path.join(folder, name);
    const manifest = await readPluginFolder(place, engineVersion);
    if (!manifest.ok) {
      broken.push({ folder: place, failure: manifest.failure });
      continue;
    }
    const before = found.get(manifest.value.name);
    if (before === undefined) {
      found.set(manifest.value.name, { manifest: manifest.value, folder: place, origin: 'bundled' });
    } else {
      const clash = failure('invalid', `${place} has the same name as ${before.folder}: ${manifest.value.name}`);
      broken.push({ folder: place, failure: clash.failure });
    }
  }
  return found;
}

async function readInstalled(id: string, folder: string, engineVersion: string): Promise<Result<PluginManifest>> {
  const manifest = await readPluginFolder(folder, engineVersion);
  if (!manifest.ok || manifest.value.name === id) return manifest;
  return failure('invalid', `${folder} was installed as ${id} and now calls itself ${manifest.value.name}`, {
    remedy: 'Install the plugin again',
  });
}

/** Names of the folders in `folder` that hold a manifest. */
async function pluginFoldersIn(folder: string, broken: BrokenPlugin[]): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const inside = await readdir(path.join(folder, entry.name));
      if (inside.includes(MANIFEST_FILE)) found.push(entry.name);
    }
  } catch (error) {
    if (!isErrno(error) || (error.code !== 'ENOENT' && error.code !== 'ENOTDIR')) {
      const unreadable = openFailure(error, folder);
      if (!unreadable.ok) broken.push({ folder, failure: unreadable.failure });
    }
  }
  return found.toSorted();
}

function putByHand(folder: string): BrokenPlugin {
  const { failure: why } = failure('invalid', `${folder} was put here by hand and is not used`, {
    remedy: `netloupe plugin install ${shellQuoted(folder)}`,
  });
  return { folder, failure: why };
}

/** Nothing else is a name that could be looked for. */
export function noSuchPlugin(id: string): Result<never> {
  const shown = isPluginName(id) ? id : JSON.stringify(id.slice(0, 64));
  return failure('not-found', `There is no plugin ${shown}`, { remedy: 'netloupe plugin list shows what there is' });
}
