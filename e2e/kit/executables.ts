/** Finds the programs that the tests drive. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '..', '..');

const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** `$CHROMIUM_PATH`, else an installed Chromium, else null: Playwright's own. */
export function chromiumExecutable(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  return CHROMIUM_PLACES.find((place) => existsSync(place)) ?? null;
}

/**
 * The Electron in `$ELECTRON_OVERRIDE_DIST_PATH`, else the one that npm downloaded, else null; null, too, where it could
 * show no window. Root gets npm's only if it is wrapped by somebody, because Electron's sandbox refuses root.
 */
export function electronExecutable(): string | null {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return null;
  const found = folder === '' ? downloadedElectron() : join(folder, 'electron');
  return found !== null && existsSync(found) ? found : null;
}

function downloadedElectron(): string | null {
  const packageFolder = join(ROOT, 'node_modules', 'electron');
  const pathFile = join(packageFolder, 'path.txt');
  if (process.getuid?.() === 0 || !existsSync(pathFile)) return null;
  return join(packageFolder, 'dist', readFileSync(pathFile, 'utf8'));
}
