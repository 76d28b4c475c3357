/** The ways to open a capture, whatever the host offers. */
import { useCallback } from 'react';
import { useApp } from '../../state/app-context.ts';

/** The file input that stands in for a native dialog in a browser; see `FileInput`. */
export const FILE_INPUT_ID = 'netloupe-file-input';

export interface OpenActions {
  /** Asks for a file, by native dialog or by the browser's. */
  choose(): void;
  openPath(path: string): void;
  openFile(file: File): void;
}

export function useOpen(): OpenActions {
  const { host, capture, files } = useApp();
  const openPath = useCallback(
    (path: string) => {
      void capture.getState().open(path);
    },
    [capture],
  );
  const choose = useCallback(() => {
    if (host.chooseCapture === null) {
      document.getElementById(FILE_INPUT_ID)?.click();
      return;
    }
    void host.chooseCapture().then((path) => {
      if (path !== null) openPath(path);
    });
  }, [host, openPath]);
  const openFile = useCallback(
    (file: File) => {
      void files.getState().openFile(file);
    },
    [files],
  );
  return { choose, openPath, openFile };
}
