/** `netloupe plugin install` and `update`: nothing is changed before its permissions were shown and accepted. */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { failure, type Failure } from '#base/result.ts';
import { formatBytes, formatCount } from '#base/units-format.ts';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { PluginInspection, PluginStatus } from '#contract/plugins/status.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { EXIT_DONE, EXIT_OTHER, EXIT_USAGE, failureText } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { createPluginEngine, keptPlugins } from '../plugins/plugin-engine.ts';
import { onlyPlugin } from '../plugins/storages.ts';
import { refuse } from '../refuse.ts';
import { note, print } from '../terminal.ts';

export interface PluginInstallOptions {
  /** Accept what it asks for without being asked. */
  readonly yes?: boolean;
  /** `--enable`, `--no-enable`; neither: as it was, and what is new is switched on. */
  readonly enable?: boolean;
}

export function pluginInstallCommand(source: string, options: PluginInstallOptions): Promise<number> {
  return install(source, options, 'install');
}

export function pluginUpdateCommand(source: string, options: PluginInstallOptions): Promise<number> {
  return install(source, options, 'update');
}

async function install(source: string, options: PluginInstallOptions, verb: 'install' | 'update'): Promise<number> {
  const root = findPackageRoot();
  const storage = keptPlugins(root);
  const inspected = await storage.inspect(source);
  if (!inspected.ok) return refuse(inspected.failure);
  const { name, version } = inspected.value.manifest;
  const wrong = wrongVerb(inspected.value, source, verb);
  if (wrong !== null) return refuse(wrong);
  const present = (await storage.list()).plugins.find(({ id }) => id === name);
  const known = present === undefined ? [] : permissionWords(present.manifest);
  const accepted = await accept(inspected.value, known, options.yes === true, verb);
  if (accepted !== null) return accepted;

  // It is started beside nothing else, here: an update that does not start changes nothing.
  const { engine, platform } = createPluginEngine(root, DEFAULT_SETTINGS, onlyPlugin(storage, name, { off: false }));
  await platform.start();
  const enable = options.enable ?? (present === undefined || present.enabled);
  const { permissions } = inspected.value;
  const { signal } = new AbortController();
  const installed = await platform.commands['plugins.install']({ source, accepted: permissions, enable }, signal);
  await engine.close();
  if (!installed.ok) return refuse(installed.failure);
  await print(`${verb === 'install' ? 'Installed' : 'Updated to'} ${name} ${version}\n`);
  return told(installed.value);
}

function wrongVerb({ manifest, installed_version }: PluginInspection, source: string, verb: string): Failure | null {
  const { name } = manifest;
  if (verb === 'install' && installed_version !== null) {
    return failure('usage', `The plugin "${name}" is there already, in version ${installed_version}`, {
      remedy: `Update it: netloupe plugin update ${source}`,
    }).failure;
  }
  if (verb === 'update' && installed_version === null) {
    return failure('usage', `The plugin "${name}" is not installed`, {
      remedy: `Install it: netloupe plugin install ${source}`,
    }).failure;
  }
  return null;
}

/** Null: go on. An exit status: do not. `known`: what the version that is there may do already. */
async function accept(
  { manifest, permissions, files, bytes, installed_version }: PluginInspection,
  known: readonly string[],
  yes: boolean,
  verb: 'install' | 'update',
): Promise<number | null> {
  const { name, version, author } = manifest;
  const by = author === '' ? '' : `, by ${author}`;
  const size = `${formatCount(files)} ${files === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`;
  note(`${name} ${version}${by} (${size})${installed_version === null ? '' : `, in place of ${installed_version}`}`);
  note(permissions.length === 0 ? '  asks for no permission' : permissions.map((line) => `  - ${line}`).join('\n'));
  if (yes || (verb === 'update' && permissions.every((line) => known.includes(line)))) return null;
  if (!process.stdin.isTTY) {
    note(failureText({ code: 'usage', message: 'Nobody is there to be asked', remedy: 'Accept it with --yes' }));
    return EXIT_USAGE;
  }
  const answer = await ask(`${verb === 'install' ? 'Install' : 'Update'} it? [y/N] `);
  if (/^y(?:es)?$/i.test(answer.trim())) return null;
  note('Nothing was changed');
  return EXIT_OTHER;
}

/** The end of the input and Ctrl+C are empty answers. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const given = lines.question(question).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'AbortError') return '';
    throw error;
  });
  const answer = await Promise.race([given, once(lines, 'close').then(() => '')]);
  lines.close();
  return answer;
}

/** How it is after having been tried. */
async function told(status: PluginStatus): Promise<number> {
  if (!status.enabled) {
    await print(`It is off: netloupe plugin enable ${status.id}\n`);
    return EXIT_DONE;
  }
  if (status.state === 'running' || status.state === 'degraded') {
    await print('It is on: it starts here and says that it is well\n');
    if (status.cause !== null) note(`  ${status.cause}`);
    return EXIT_DONE;
  }
  note(`netloupe: ${status.id} does not start: ${status.cause ?? status.state}`);
  return EXIT_OTHER;
}
