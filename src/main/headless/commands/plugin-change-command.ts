/** `netloupe plugin enable`, `disable`, `remove` and `config`: what is kept of a plugin; a Netloupe that runs follows by itself. */
import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { checkConfig, type Config } from '#contract/plugins/config-schema.ts';
import { inUse } from '#contract/plugins/in-use.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { SYMBOL_KINDS } from '#contract/plugins/symbols.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import { runningInstances } from '#main/host/api/running-files.ts';
import { isErrno } from '#main/host/files/write-errors.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { EXIT_DONE, EXIT_OTHER } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { parseConfigValues } from '../plugins/config-values.ts';
import { createPluginEngine, keptPlugins } from '../plugins/plugin-engine.ts';
import { askInstance } from '../plugins/running-instance.ts';
import { onlyPlugin } from '../plugins/storages.ts';
import { refuse } from '../refuse.ts';
import { note, print, printExact } from '../terminal.ts';

export interface PluginConfigOptions {
  /** YAML or JSON with an object. */
  readonly file?: string;
  /** Forget what was set before. */
  readonly reset?: boolean;
}

export interface PluginForceOptions {
  /** Also while pipelines of a Netloupe that runs use it. */
  readonly force?: boolean;
}

type Commands = PluginPlatform['commands'];

const { signal } = new AbortController();

/** It is started once, here, so that what is wrong with it is said now and not in a log. */
export async function pluginEnableCommand(id: string): Promise<number> {
  const result = await changePlugin(id, true, (commands) =>
    commands['plugins.set_enabled']({ id, enabled: true }, signal),
  );
  return result.ok ? started(result.value, 'is on: it starts here and says that it is well') : refuse(result.failure);
}

export async function pluginDisableCommand(id: string, options: PluginForceOptions): Promise<number> {
  const used = options.force === true ? success(null) : await checkUnused(id);
  if (!used.ok) return refuse(used.failure);
  const result = await changePlugin(id, true, (commands) =>
    commands['plugins.set_enabled']({ id, enabled: false }, signal),
  );
  if (!result.ok) return refuse(result.failure);
  await print(`${id} is off\n`);
  return EXIT_DONE;
}

export async function pluginRemoveCommand(id: string, options: PluginForceOptions): Promise<number> {
  const used = options.force === true ? success(null) : await checkUnused(id);
  if (!used.ok) return refuse(used.failure);
  const result = await changePlugin(id, true, (commands) => commands['plugins.remove']({ id }, signal));
  if (!result.ok) return refuse(result.failure);
  await print(`Removed ${id}\n`);
  return EXIT_DONE;
}

/** Without anything to change: prints the configuration in use. */
export async function pluginConfigCommand(
  id: string,
  pairs: readonly string[],
  options: PluginConfigOptions,
): Promise<number> {
  const found = (await keptPlugins(findPackageRoot()).list()).plugins.find((plugin) => plugin.id === id);
  if (found === undefined) return refuse(unknown(id));
  const { manifest, config } = found;
  if (pairs.length === 0 && options.file === undefined && options.reset !== true) {
    const used = checkConfig(manifest.config, config);
    await printExact(`${JSON.stringify(used.ok ? used.value : config, null, 2)}\n`);
    return used.ok ? EXIT_DONE : refuse(used.failure);
  }
  const values = parseConfigValues(manifest.config, pairs);
  if (!values.ok) return refuse(values.failure);
  const read = options.file === undefined ? success({}) : await readConfig(options.file);
  if (!read.ok) return refuse(read.failure);
  const wanted = { ...(options.reset === true ? {} : config), ...read.value, ...values.value };
  const result = await changePlugin(id, false, (commands) =>
    commands['plugins.configure']({ id, config: wanted }, signal),
  );
  if (!result.ok) return refuse(result.failure);
  await printExact(`${JSON.stringify(result.value.config, null, 2)}\n`);
  return result.value.enabled ? started(result.value, null) : EXIT_DONE;
}

const usesSchema = z.looseObject({
  uses: z.array(
    z.looseObject({ kind: z.enum(SYMBOL_KINDS), name: z.string(), pipeline: z.string(), stage: z.string() }),
  ),
});

/** By pipelines of any Netloupe that runs and can be asked. */
async function checkUnused(id: string): Promise<Result<null>> {
  for (const instance of await runningInstances(dataHome())) {
    const answer = await askInstance(instance, 'GET', `/plugins/${encodeURIComponent(id)}/status`);
    const parsed = answer.ok ? usesSchema.safeParse(answer.value) : null;
    if (parsed?.success === true && parsed.data.uses.length > 0) return inUse(id, parsed.data.uses);
  }
  return success(null);
}

/** `off`: without starting it first. */
async function changePlugin<T>(
  id: string,
  off: boolean,
  change: (commands: Commands) => Promise<Result<T>>,
): Promise<Result<T>> {
  const root = findPackageRoot();
  const storage = keptPlugins(root);
  if (!(await storage.list()).plugins.some((plugin) => plugin.id === id)) return { ok: false, failure: unknown(id) };
  const { engine, platform } = createPluginEngine(root, DEFAULT_SETTINGS, onlyPlugin(storage, id, { off }));
  await platform.start();
  const result = await change(platform.commands);
  await engine.close();
  return result;
}

async function started(status: PluginStatus, good: string | null): Promise<number> {
  const { id, state, cause } = status;
  if (state !== 'running' && state !== 'degraded') {
    note(`netloupe: ${id} does not start: ${cause ?? state}`);
    return EXIT_OTHER;
  }
  if (good !== null) await print(`${id} ${good}\n`);
  if (cause !== null) note(`  ${cause}`);
  return EXIT_DONE;
}

async function readConfig(file: string): Promise<Result<Config>> {
  const wrong = (reason: string): Result<never> =>
    failure('usage', `Cannot take the configuration from ${file}: ${reason}`, { remedy: 'Check --file' });
  try {
    const document = parseDocument(await readFile(file, 'utf8'), { logLevel: 'error' });
    const [problem] = document.errors;
    if (problem !== undefined) return wrong(`it is neither YAML nor JSON: ${problem.message.split('\n')[0]}`);
    const value: unknown = document.toJS();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('it holds no object');
    return success(value as Config);
  } catch (error) {
    // Aliases that expand without end are the other thing that can go wrong.
    if (!isErrno(error)) return wrong(error instanceof Error ? error.message : String(error));
    return wrong(error.code === 'ENOENT' ? 'there is no such file' : error.message);
  }
}

function unknown(id: string): Failure {
  return failure('not-found', `There is no plugin "${id}"`, { remedy: 'netloupe plugin list shows what there is' })
    .failure;
}
