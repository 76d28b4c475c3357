/** `netloupe [FILE]`: the desktop app; where there is no Electron or no display, the same view in a browser. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { nearestText } from '#base/nearest-text.ts';
import { findElectron, hasDisplay } from '../electron-binary.ts';
import { EXIT_OTHER, exitCodeOf, failureText } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { note } from '../terminal.ts';
import { checkFile } from './read-command.ts';
import { serveInstead } from './serve-command.ts';

export async function openCommand(file: string | undefined, commands: readonly string[]): Promise<number> {
  if (file !== undefined) {
    const found = await checkFile(file);
    if (!found.ok) {
      const command = nearestText(file, commands);
      const remedy = command === null ? found.failure.remedy : `Did you mean the command "${command}"?`;
      note(failureText({ ...found.failure, ...(remedy !== undefined && { remedy }) }));
      return exitCodeOf(found.failure);
    }
  }
  const target = file === undefined ? undefined : path.resolve(file);
  const root = findPackageRoot().folder;
  const electron = findElectron(root);
  let why: string | null = null;
  if (!electron.ok) why = electron.failure.message;
  else if (!hasDisplay()) why = 'There is no display';
  else if (process.getuid?.() === 0) why = 'Electron does not run with its sandbox as root';
  else if (!existsSync(path.join(root, 'out', 'main', 'desktop.js'))) why = 'The desktop app is not built';
  if (why === null && electron.ok)
    return runElectron(electron.value, [root, ...(target === undefined ? [] : [target])]);
  note(`${why}, so netloupe shows itself in a browser`);
  return serveInstead(target === undefined ? { kind: 'auto' } : { kind: 'open', path: target });
}

function runElectron(binary: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { stdio: 'inherit' });
    child.once('error', (error) => {
      note(`netloupe: Cannot start Electron: ${error.message}`);
      resolve(EXIT_OTHER);
    });
    child.once('exit', (code) => resolve(code ?? EXIT_OTHER));
  });
}
