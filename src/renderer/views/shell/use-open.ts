/** The ways to open a capture, whatever the host offers. */
import { useCallback, useMemo } from 'react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { noteRecent } from '../../state/recent-files.ts';
import { notifyUndo } from '../notify.tsx';

/** The file input that stands in for a native dialog in a browser; see `FileInput`. */
export const FILE_INPUT_ID = 'netloupe-file-input';
export const FOLDER_INPUT_ID = 'netloupe-folder-input';

export interface OpenActions {
  /** Asks for a file or a folder, by native dialog or by the browser's. */
  choose(): void;
  chooseFolder(): void;
  /** A path of the user's own: one of the recent files from now on, unless it is the sample or cannot be opened. */
  openPath(path: string): void;
  /** Several become one timeline, which is none of the recent files. */
  openPaths(paths: readonly string[]): void;
  /** Several become one timeline. */
  openFiles(files: readonly File[]): void;
  forgetRecent(): void;
}

export function useOpen(): OpenActions {
  const app = useApp();
  const { host, capture, files, recents, undo: undos } = app;
  const openPath = useCallback(
    (path: string) => {
      void capture
        .getState()
        .open(path)
        .then((result) => {
          if (result.ok) noteRecent(app, path);
          else if (!result.ok && result.failure.code === 'not-found') recents.getState().forget(path);
        });
    },
    [app, capture, recents],
  );
  const openPaths = useCallback(
    ([path, ...more]: readonly string[]) => {
      if (path === undefined) return;
      if (more.length === 0) openPath(path);
      else void capture.getState().open(path, more);
    },
    [openPath, capture],
  );
  const ask = useCallback(
    (kind: 'file' | 'folder') => {
      if (host.chooseCapture === null) {
        document.getElementById(kind === 'file' ? FILE_INPUT_ID : FOLDER_INPUT_ID)?.click();
        return;
      }
      void host.chooseCapture(kind).then((path) => {
        if (path !== null) openPath(path);
      });
    },
    [host, openPath],
  );
  const choose = useCallback(() => ask('file'), [ask]);
  const chooseFolder = useCallback(() => ask('folder'), [ask]);
  const openFiles = useCallback(
    (chosen: readonly File[]) => {
      // What a browser hands over is a copy that is gone with the server: nothing to be opened again.
      void files
        .getState()
        .openFiles(chosen)
        .then((path) => {
          if (path !== null && host.kind === 'desktop' && chosen.length === 1) noteRecent(app, path);
        });
    },
    [app, host, files],
  );
  const forgetRecent = useCallback(() => {
    const before = recents.getState().files;
    recents.getState().set([]);
    host.clearRecent();
    const undo = undos.getState().offer(() => {
      recents.getState().set(before);
      for (const { path } of before.toReversed()) host.noteRecent(path);
    });
    notifyUndo(words().shell.toolbar.recentForgotten, undo);
  }, [recents, undos, host]);
  return useMemo(
    () => ({ choose, chooseFolder, openPath, openPaths, openFiles, forgetRecent }),
    [choose, chooseFolder, openPath, openPaths, openFiles, forgetRecent],
  );
}
