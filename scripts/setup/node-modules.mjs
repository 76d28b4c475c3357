// node_modules as package-lock.json wants it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { say, SetupFailure } from './say.mjs';

/**
 * npm leaves a list of what it installed in node_modules, written last. Everything that the lockfile demands must be in
 * it in the same version; optional packages may be missing (other platforms, builds that failed).
 */
export function isInstalled(lockfile, installed) {
  return Object.entries(lockfile.packages).every(([place, wanted]) => {
    if (place === '') return true;
    const found = installed.packages?.[place];
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

function upToDate() {
  try {
    const read = (name) => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
    return isInstalled(read('package-lock.json'), read('node_modules/.package-lock.json'));
  } catch {
    return false; // no node_modules, or an installation that was cut short
  }
}

export async function installPackages() {
  if (upToDate()) return;
  say('installing npm packages (npm ci) ...');
  const { status, output } = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    quiet: true,
  });
  if (status !== 0) {
    throw new SetupFailure(`npm ci failed\n${output.trim()}\n  Is the npm registry reachable? Then run: npm ci`);
  }
}
