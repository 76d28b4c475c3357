/** `netloupe plugin list`: what there is, from the files; what runs is told by `netloupe plugin status`. */
import { permissionWords } from '#contract/plugins/permission-words.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { keptPlugins } from '../plugins/plugin-engine.ts';
import { note, print } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export interface PluginListOptions {
  readonly json?: boolean;
}

export async function pluginListCommand({ json }: PluginListOptions): Promise<number> {
  const { plugins, broken } = await keptPlugins(findPackageRoot()).list();
  const rows = plugins.map(({ id, manifest, origin, enabled, folder }) => ({
    id,
    version: manifest.version,
    language: manifest.language,
    origin,
    enabled,
    description: manifest.description,
    permissions: permissionWords(manifest),
    folder,
  }));
  if (json === true) {
    const unreadable = broken.map(({ folder, failure }) => ({ folder, message: failure.message }));
    await print(`${JSON.stringify({ plugins: rows, broken: unreadable }, null, 2)}\n`);
    return EXIT_DONE;
  }
  const head = ['NAME', 'VERSION', 'IS', 'WRITTEN IN', 'FROM', ''];
  const lines = rows.map(({ id, version, enabled, language, origin, description }) => [
    id,
    version,
    enabled ? 'on' : 'off',
    language,
    origin,
    description,
  ]);
  await print(textTable([head, ...lines]));
  for (const { folder, failure } of broken) note(`${folder}: ${failure.message}`);
  return EXIT_DONE;
}
