/** A folder that only this user can read, made when first needed and removed when the process ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface PrivateFolder {
  /** Throws the system's error where there is no room for it. */
  path(): string;
  /** Removes it with all it holds. Idempotent. */
  dispose(): void;
}

export function createPrivateFolder(parent: string = tmpdir()): PrivateFolder {
  let made: string | null = null;
  const dispose = (): void => {
    if (made === null) return;
    process.off('exit', dispose);
    rmSync(made, { recursive: true, force: true });
    made = null;
  };
  return {
    path(): string {
      if (made === null) {
        made = mkdtempSync(path.join(parent, 'netloupe-')); // mode 0700
        process.on('exit', dispose);
      }
      return made;
    },
    dispose,
  };
}
