/** An engine with plugins for one command of the command line: those of a run, those that are kept, or one of these. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { assertDefined } from '#base/assert.ts';
import { failure, type Result } from '#base/result.ts';
import type { ApiStatus } from '#contract/plugins/commands.ts';
import type { Settings } from '#contract/settings.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { createPluginStorage } from '#main/host/plugins/plugin-storage.ts';
import { createRunStorage, type RunStorage } from '#main/host/plugins/run-storage.ts';
import { createCliEngine, type CliEngine, type CliPlugins } from '../cli-engine.ts';
import type { PackageRoot } from '../package-root.ts';
import { programHost } from '../program-host.ts';

type PluginStorage = CliPlugins['storage'];

export interface PluginEngine extends CliEngine {
  readonly platform: PluginPlatform;
}

const newBytes = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

/** What the user installed, switched and set, and what ships with the program. */
export function keptPlugins(root: PackageRoot): PluginStorage {
  return createPluginStorage({
    home: dataHome(),
    bundledFolder: path.join(root.folder, 'plugins'),
    engineVersion: root.version,
    randomBytes: newBytes,
  });
}

/**
 * Plugins for one run, by name, folder or file. `trial`: nothing of it may last, files that it writes included; otherwise a
 * plugin's data folder is its usual one.
 */
export async function runPlugins(
  root: PackageRoot,
  sources: readonly string[],
  { trial }: { readonly trial: boolean },
): Promise<Result<RunStorage>> {
  const base = keptPlugins(root);
  const names = new Set(sources.length === 0 ? [] : (await base.list()).plugins.map(({ id }) => id));
  return createRunStorage({
    // A bare word is a name; where there is no such plugin, it may be a folder of the author's.
    sources: sources.map((source) => (!names.has(source) && existsSync(source) ? path.resolve(source) : source)),
    base,
    home: trial ? null : dataHome(),
    engineVersion: root.version,
    randomBytes: newBytes,
  });
}

/** Not started yet. */
export function createPluginEngine(root: PackageRoot, settings: Settings, storage: PluginStorage): PluginEngine {
  const cli = createCliEngine(root, settings, cliPlugins(root, storage));
  return { ...cli, platform: assertDefined(cli.engine.plugins, 'an engine that was given plugins has them') };
}

export function cliPlugins(root: PackageRoot, storage: PluginStorage, api: CliPlugins['api'] = NO_API): CliPlugins {
  return { storage, api, spawner: programHost().plugins(root) };
}

const API_OFF: ApiStatus = { enabled: false, switchable: false, url: null, key: null, problem: null };
const NO_API: CliPlugins['api'] = {
  status: () => API_OFF,
  configure: () => Promise.resolve(failure('unavailable', 'This command serves no API')),
};
