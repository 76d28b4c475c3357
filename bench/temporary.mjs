/** Folders that are gone when the process exits. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folders = new Set();
let prepared = false;

export function temporaryFolder(name) {
  if (!prepared) {
    prepared = true;
    process.once('exit', () => folders.forEach(removeFolder));
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), `netloupe-${name}-`));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}
