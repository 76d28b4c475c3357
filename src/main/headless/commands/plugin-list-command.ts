/** `netloupe plugin list`: what there is, from the files; what runs is told by `netloupe plugin status`. */
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { PluginOrigin } from '#contract/plugins/status.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { keptPlugins } from '../plugins/plugin-engine.ts';
import { note, print, printExact } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export interface PluginListOptions {
  readonly json?: boolean;
}

export interface ListedPlugin {
  readonly id: string;
  readonly version: string;
  readonly language: PluginLanguage;
  readonly origin: PluginOrigin;
  readonly enabled: boolean;
  readonly description: string;
  readonly permissions: readonly string[];
  readonly folder: string;
}

export interface ListedPlugins {
  readonly plugins: readonly ListedPlugin[];
  /** Folders that hold no plugin that can be read, and why. */
  readonly broken: readonly { readonly folder: string; readonly message: string }[];
}

export async function pluginListCommand({ json }: PluginListOptions): Promise<number> {
  const list = await listPlugins();
  if (json === true) await printExact(`${JSON.stringify(list, null, 2)}\n`);
  else await printList(list);
  return EXIT_DONE;
}

export async function listPlugins(): Promise<ListedPlugins> {
  const { plugins, broken } = await keptPlugins(findPackageRoot()).list();
  return {
    plugins: plugins.map(({ id, manifest, origin, enabled, folder }) => ({
      id,
      version: manifest.version,
      language: manifest.language,
      origin,
      enabled,
      description: manifest.description,
      permissions: permissionWords(manifest),
      folder,
    })),
    broken: broken.map(({ folder, failure }) => ({ folder, message: failure.message })),
  };
}

export async function printList({ plugins, broken }: ListedPlugins): Promise<void> {
  const head = ['NAME', 'VERSION', 'IS', 'WRITTEN IN', 'FROM', ''];
  const lines = plugins.map(({ id, version, enabled, language, origin, description }) => [
    id,
    version,
    enabled ? 'on' : 'off',
    language,
    origin,
    description,
  ]);
  await print(textTable([head, ...lines]));
  for (const { folder, message } of broken) note(`${folder}: ${message}`);
}
