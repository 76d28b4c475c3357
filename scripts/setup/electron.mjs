// The Electron binary. The npm package brings only a program that downloads it; that is tried once a day, bounded.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { failedLately, rememberFailure } from './memory.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';

const DOWNLOAD_LIMIT_MS = 180_000;

/** Whether the binary is there: the folder that ELECTRON_OVERRIDE_DIST_PATH names, else the downloaded one. */
function hasElectron() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return true;
  const folder = path.join(root, 'node_modules', 'electron');
  const pointer = path.join(folder, 'path.txt');
  return existsSync(pointer) && existsSync(path.join(folder, 'dist', readFileSync(pointer, 'utf8').trim()));
}

/** Whether a window could be shown at all: without a screen, and for root, the binary would be downloaded for nothing. */
function canShowWindows() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && process.getuid?.() !== 0;
}

export async function fetchElectron() {
  const installer = path.join(root, 'node_modules', 'electron', 'install.js');
  if (!canShowWindows() || hasElectron() || !existsSync(installer)) return;
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(installer), 'package.json'), 'utf8'));
  const attempt = `electron ${version}`;
  if (failedLately(attempt)) return;
  say(`downloading Electron ${version} ...`);
  const { status } = await run(process.execPath, [installer], { cwd: root, quiet: true, timeoutMs: DOWNLOAD_LIMIT_MS });
  if (status === 0 && hasElectron()) return;
  rememberFailure(attempt);
  say(
    'Electron could not be downloaded; it is tried again tomorrow, or now with: node node_modules/electron/install.js',
  );
}
