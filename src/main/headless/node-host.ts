/** Commands on plain Node: other processes are children of it. */
import path from 'node:path';
import { success } from '#base/result.ts';
import { createChildHistory } from '#main/host/history/child-history.ts';
import { createChildSpawner } from '#main/host/plugins/child-spawner.ts';
import { findElectron } from './electron-binary.ts';
import type { PackageRoot } from './package-root.ts';
import type { ProgramHost } from './program-host.ts';

export const NODE_HOST: ProgramHost = {
  kind: 'headless',
  plugins(root) {
    const built = builtFolder(root);
    return createChildSpawner({
      processFile: path.join(built, 'plugin-process.js'),
      programFolders: [built, path.join(root.folder, 'package.json')],
    });
  },
  history: (root) => createChildHistory(path.join(builtFolder(root), 'history-process.js')),
  desktopApp(root) {
    const electron = findElectron(root.folder);
    return electron.ok ? success({ binary: electron.value, args: [root.folder] }) : electron;
  },
};

function builtFolder(root: PackageRoot): string {
  return path.join(root.folder, 'out', 'main');
}
