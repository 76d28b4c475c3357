/** Starting at login, as each system has it. What holds is what the system says, because users change it there, too. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { failure, success, type Result } from '#base/result.ts';
import { writeWhole } from '../kept-file.ts';
import { AUTOSTART_FILE, autostartEntry, isInForce } from './autostart-entry.ts';

export function startsAtLogin(): boolean {
  if (process.platform !== 'linux') return app.getLoginItemSettings().openAtLogin;
  const entry = readEntry();
  return entry !== null && isInForce(entry);
}

export function startAtLogin(wanted: boolean): Result<null> {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: wanted });
    return success(null);
  }
  const why = wanted ? writeWhole(autostartFile(), autostartEntry(ownCommand())) : remove();
  if (why === null) return success(null);
  return failure('unwritable', `Starting at login could not be changed: ${why}`, {
    remedy: `Make ${autostartFile()} writable, or change it in the desktop’s own settings`,
  });
}

/** After an update or a move the program may lie elsewhere than what is started at login. */
export function renewLoginItem(): void {
  if (process.platform !== 'linux' || !startsAtLogin() || readEntry() === autostartEntry(ownCommand())) return;
  const renewed = startAtLogin(true);
  if (!renewed.ok) console.error(`netloupe: ${renewed.failure.message}`);
}

function ownCommand(): readonly string[] {
  return app.isPackaged ? [process.execPath] : [process.execPath, app.getAppPath()];
}

function autostartFile(): string {
  return join(app.getPath('appData'), 'autostart', AUTOSTART_FILE);
}

function readEntry(): string | null {
  try {
    return readFileSync(autostartFile(), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') console.error(`netloupe: ${String(error)}`);
    return null;
  }
}

function remove(): string | null {
  try {
    rmSync(autostartFile(), { force: true });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
