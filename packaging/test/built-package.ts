/** The packages under test: built once for all files, in a folder of the tests. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { sourceDate } from '../reproducible.mjs';
import { root } from '../../scripts/setup/paths.mjs';

/** Nothing is measured by it: a machine that is busy packs for minutes. */
export const BUILD_LIMIT_MS = 900_000;
export const OUTPUT: string = path.join(root, '.cache', 'package-test');

/** Null where packages can be built here, else why not. */
export function whyNotBuilt(): string | null {
  if (process.platform !== 'linux') return 'packages for Linux are built on Linux';
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, 'node_modules', 'electron', 'dist');
  if (!existsSync(path.join(dist, 'electron'))) return `there is no Electron in ${dist}`;
  const missing = ['dpkg-deb', 'make', 'cc'].filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length > 0 ? `needs ${missing.join(', ')}` : null;
}

/** Runs the build of a checkout, as `npm run make` does. */
export function build(checkout: string, out: string, compression: string, ...targets: readonly string[]): void {
  execFileSync(process.execPath, [path.join(checkout, 'packaging', 'build.mjs'), 'make', ...targets, '--out', out], {
    cwd: checkout,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: BUILD_LIMIT_MS,
    env: { ...process.env, SOURCE_DATE_EPOCH: String(sourceDate()), NETLOUPE_COMPRESSION: compression },
  });
}

export function madePackage(out: string, kind: 'deb' | 'rpm'): string {
  const folder = path.join(out, 'make', kind, process.arch);
  const name = readdirSync(folder).find((file) => file.endsWith(`.${kind}`));
  if (name === undefined) throw new Error(`no ${kind} in ${folder}`);
  return path.join(folder, name);
}

/** The sources as git has them, changed files included, in another place: with nothing that was built. */
export function copyCheckout(target: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  for (const name of listed.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)))) {
    mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
    cpSync(path.join(root, name), path.join(target, name));
  }
  // No symbolic link: the bundles name the modules that are in them by their place.
  const modules = realpathSync(path.join(root, 'node_modules'));
  execFileSync('sh', [
    '-c',
    'cp -al "$1" "$2" 2>/dev/null || { rm -rf "$2"; cp -a "$1" "$2"; }',
    'sh',
    modules,
    path.join(target, 'node_modules'),
  ]);
}
