/** Keeps the window's state in one file that is replaced whole, so that a kill never leaves half of it. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWindowState, type WindowState } from './window-state.ts';

export interface WindowStateFile {
  read(): WindowState | null;
  write(state: WindowState): void;
}

/** Losing this state is no failure worth a dialog: it is logged, and the window opens in its default place. */
export function windowStateFile(directory: string): WindowStateFile {
  const file = join(directory, 'window-state.json');
  return {
    read: () => {
      try {
        return parseWindowState(readFileSync(file, 'utf8'));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') console.error(`netloupe: ${String(error)}`);
        return null;
      }
    },
    write: (state) => {
      const temporary = `${file}.${process.pid}`;
      try {
        mkdirSync(directory, { recursive: true });
        writeFileSync(temporary, JSON.stringify(state), { mode: 0o600 });
        renameSync(temporary, file);
      } catch (error) {
        console.error(`netloupe: the window's place could not be kept: ${String(error)}`);
      }
    },
  };
}
