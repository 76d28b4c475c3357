/** Whether the desktop app can be opened here, and with which binary. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';

/** Electron's executable. Failures: not installed, or its download did not happen. */
export function findElectron(root: string): Result<string> {
  let folder: string;
  try {
    folder = path.dirname(createRequire(path.join(root, 'package.json')).resolve('electron/package.json'));
  } catch {
    return failure('unavailable', 'Electron is not installed', { remedy: 'Run: npm ci' });
  }
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const pointer = path.join(folder, 'path.txt');
  const relative = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : 'electron';
  const binary = path.join(override ?? path.join(folder, 'dist'), relative);
  if (existsSync(binary)) return success(binary);
  return failure('unavailable', 'The Electron binary is not downloaded', {
    remedy: 'Run: node node_modules/electron/install.js',
  });
}

/** Only X11 and Wayland can be missing; elsewhere there is always a screen to draw on. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}
