/** `netloupe plugin pack DIR`: the folder as the zip that others install. */
import { formatBytes, formatCount } from '#base/units-format.ts';
import { packPlugin } from '#main/host/plugins/pack-plugin.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { refuse } from '../refuse.ts';
import { note, print } from '../terminal.ts';

export interface PluginPackOptions {
  /** Folder that the zip is written to; default: here. Its name is the plugin's and its version. */
  readonly out?: string;
}

export async function pluginPackCommand(folder: string, options: PluginPackOptions): Promise<number> {
  const packed = await packPlugin(folder, options.out ?? '.', findPackageRoot().version);
  if (!packed.ok) {
    return refuse(packed.failure);
  }
  const { path, bytes, files, leftOut } = packed.value;
  for (const name of files) note(`  ${name}`);
  if (leftOut.length > 0) note(`Left out: ${leftOut.join(', ')}`);
  note(`${formatCount(files.length)} files, ${formatBytes(bytes)}`);
  await print(`${path}\n`);
  return EXIT_DONE;
}
