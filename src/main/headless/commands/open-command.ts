/** `netloupe [FILE]`: the desktop app; where there is no Electron or no display, the same view in a browser. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { nearestText } from '#base/nearest-text.ts';
import { hasDisplay } from '../electron-binary.ts';
import { EXIT_OTHER, exitCodeOf, failureText } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { programHost } from '../program-host.ts';
import { note } from '../terminal.ts';
import { checkFile } from '../input-files.ts';
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
  const root = findPackageRoot();
  const app = programHost().desktopApp(root);
  let why: string | null = null;
  if (!app.ok) why = app.failure.message;
  else if (!hasDisplay()) why = 'There is no display';
  else if (cannotSandbox()) why = 'Electron does not run with its sandbox as root';
  else if (!existsSync(path.join(root.folder, 'out', 'main', 'desktop.js'))) why = 'The desktop app is not built';
  if (why === null && app.ok) {
    const status = await runElectron(app.value.binary, [...app.value.args, ...(target === undefined ? [] : [target])]);
    if (status !== null) return status;
    why = 'Electron cannot be started (are its shared libraries installed?)';
  }
  note(`${why}, so netloupe shows itself in a browser`);
  return serveInstead(target === undefined ? { kind: 'auto' } : { kind: 'open', path: target });
}

/** An Electron that the user brought along may have its own ways; the downloaded one refuses to run as root. */
function cannotSandbox(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && !process.env['ELECTRON_OVERRIDE_DIST_PATH'];
}

/** What a shell and the dynamic linker answer for a program that cannot be run. */
const NOT_EXECUTABLE = new Set([126, 127]);

/** Its exit status, or null where it could not be started at all. */
function runElectron(binary: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { stdio: 'inherit' });
    // Ctrl+C in a terminal reaches both; what is sent to this process alone is handed on.
    const ignore = (): void => undefined;
    const handOn = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', ignore);
    process.on('SIGTERM', handOn);
    process.on('SIGHUP', handOn);
    const ended = (status: number | null): void => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', handOn);
      process.off('SIGHUP', handOn);
      resolve(status);
    };
    child.once('error', () => ended(null));
    child.once('exit', (code) => ended(code !== null && NOT_EXECUTABLE.has(code) ? null : (code ?? EXIT_OTHER)));
  });
}
