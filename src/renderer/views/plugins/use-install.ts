/** The ways to a plugin that is to be installed, whatever the host offers. */
import { words } from '../../display/words.ts';
import { useCallback } from 'react';
import { failure } from '#base/result.ts';
import { useApp } from '../../state/app-context.ts';

/** The file input that stands in for a native dialog in a browser; see `DropTarget`. */
export const PLUGIN_INPUT_ID = 'netloupe-plugin-input';
/** What is asked for in a file dialog, and what a dropped file must end in. */
export const PLUGIN_SUFFIXES = '.zip,.lua,.js,.mjs';

export interface InstallActions {
  /** Asks for a file or folder; `expected`: the plugin that is to be updated. */
  choose(kind: 'file' | 'folder', expected: string | null): void;
  /** `expected` as above; null where it was dropped. */
  installFile(file: File, isFolder: boolean, expected: string | null): void;
}

export function useInstall(): InstallActions {
  const { host, pluginInstall, layout } = useApp();
  const choose = useCallback(
    (kind: 'file' | 'folder', expected: string | null) => {
      if (host.choosePlugin === null) {
        pluginInstall.getState().expect(expected);
        document.getElementById(PLUGIN_INPUT_ID)?.click();
        return;
      }
      void host.choosePlugin(kind).then((path) => {
        if (path !== null) void pluginInstall.getState().beginWithPath(path, expected);
      });
    },
    [host, pluginInstall],
  );
  const installFile = useCallback(
    (file: File, isFolder: boolean, expected: string | null) => {
      layout.getState().open('plugins');
      if (isFolder && host.kind === 'browser') {
        const refused = failure('unsupported', words().plugins.install.folderInBrowser(file.name), {
          remedy: words().plugins.install.folderRemedy,
        });
        pluginInstall.getState().refuse(file.name, refused.failure);
        return;
      }
      void pluginInstall.getState().beginWithFile(file, expected);
    },
    [host, pluginInstall, layout],
  );
  return { choose, installFile };
}
