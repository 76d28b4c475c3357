/** Asks for a capture and answers with its path on the machine of the engine, whatever the host offers. */
import { useCallback } from 'react';
import type { Failure } from '#base/result.ts';
import { useApp } from '../../state/app-context.ts';

/** `chosen` and `refused` stay the same from render to render. */
export function useChosenFile(chosen: (path: string) => void, refused: (failure: Failure) => void): () => void {
  const { host } = useApp();
  return useCallback(() => {
    if (host.chooseCapture !== null) {
      void host.chooseCapture('file').then((path) => {
        if (path !== null) chosen(path);
      });
      return;
    }
    const input = document.createElement('input');
    input.type = 'file';
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file === undefined) return;
      void host
        .provideFile(file, 'capture', () => undefined, new AbortController().signal)
        .then((result) => {
          if (result.ok) chosen(result.value);
          else refused(result.failure);
        });
    });
    input.click();
  }, [host, chosen, refused]);
}
