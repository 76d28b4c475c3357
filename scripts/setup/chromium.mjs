// The browser for the end-to-end tests: one that is installed, else one that Playwright downloads.
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';
import { look, run } from './run.mjs';
import { onPath } from './system.mjs';

const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
const MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Playwright's own browsers, newest first. */
function playwrightBrowsers() {
  const home = os.homedir();
  const folders = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    path.join(home, '.cache', 'ms-playwright'),
    path.join(home, 'Library', 'Caches', 'ms-playwright'),
  ].filter((folder) => folder !== undefined && existsSync(folder));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^chromium-\d+$/.test(name))
      .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
      .flatMap((name) => ['chrome-linux64/chrome', 'chrome-linux/chrome'].map((file) => path.join(folder, name, file))),
  );
}

/** On Ubuntu `chromium` is a shim that only asks for the snap: what cannot say its version does not count. */
function works(binary) {
  return existsSync(binary) && look(binary, ['--version']).ok;
}

/** Path of a Chromium or Chrome that starts, or null. CHROMIUM_PATH in the environment goes first. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return given;
  const installed = NAMES.map(onPath).filter((file) => file !== null);
  return [...installed, MACOS, ...playwrightBrowsers()].find(works) ?? null;
}

/** Playwright's download: the way on Ubuntu, where no package has a Chromium that runs without snap. */
export async function downloadChromium() {
  const cli = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const args = ['install', ...(process.getuid?.() === 0 ? ['--with-deps'] : []), 'chromium'];
  const { status } = await run(process.execPath, [cli, ...args], { cwd: root, quiet: true, timeoutMs: 600_000 });
  return status === 0;
}
