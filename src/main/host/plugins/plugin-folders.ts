/**
 * Where things of plugins lie below the program's data folder:
 *
 *     plugins/state.json                               what the user decided, see plugin-state.ts
 *     plugins/NAME/versions/VERSION-RANDOM/            an unpacked package; state.json says which one is installed
 *     plugins/NAME/data/                               files that the plugin writes
 *     plugins/NAME/store.json                          its key-value store
 */
import path from 'node:path';
import { assert } from '#base/assert.ts';

/** As the manifest has it: with no other may a path be made. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

export function isPluginName(text: string): boolean {
  return NAME.test(text);
}

export interface PluginFolders {
  readonly root: string;
  readonly stateFile: string;
  /** Everything of one plugin. */
  of(id: string): string;
  versions(id: string): string;
  version(id: string, folder: string): string;
  data(id: string): string;
  store(id: string): string;
}

export function pluginFolders(home: string): PluginFolders {
  const root = path.join(home, 'plugins');
  const of = (id: string): string => {
    assert(isPluginName(id), `${id} is no name of a plugin`);
    return path.join(root, id);
  };
  return {
    root,
    stateFile: path.join(root, 'state.json'),
    of,
    versions: (id) => path.join(of(id), 'versions'),
    version: (id, folder) => path.join(of(id), 'versions', folder),
    data: (id) => path.join(of(id), 'data'),
    store: (id) => path.join(of(id), 'store.json'),
  };
}
