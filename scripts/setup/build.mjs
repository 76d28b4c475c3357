// The bundles in out/, built again when what they are made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { say, SetupFailure } from './say.mjs';

const INPUTS = [
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'src',
  'plugins',
  'scripts/build-plugins.mjs',
];
const stamp = path.join(root, 'out', '.built-from');

/** What is built from plugins lies among them. */
function isBundle(name) {
  return /^plugins[/\\][^/\\]+[/\\]bundle[/\\]/.test(name);
}

/** One hash over names and contents (not times: a fresh checkout of the same sources is the same). */
function fingerprint() {
  const hash = createHash('sha256');
  const add = (name) => {
    hash.update(`\0${name}\0`).update(readFileSync(path.join(root, name)));
  };
  for (const input of INPUTS) {
    if (path.extname(input) !== '') {
      add(input);
      continue;
    }
    const entries = readdirSync(path.join(root, input), { recursive: true, withFileTypes: true });
    entries
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.md$/.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
      .filter((name) => !isBundle(name))
      .sort()
      .forEach(add);
  }
  return hash.digest('hex');
}

function hasBundles() {
  const plugins = path.join(root, 'plugins');
  const made = readdirSync(plugins).filter((name) => existsSync(path.join(plugins, name, 'main.ts')));
  return made.every((name) => existsSync(path.join(plugins, name, 'bundle', 'main.mjs')));
}

export async function buildBundles() {
  const wanted = fingerprint();
  const built = existsSync(stamp) && existsSync(path.join(root, 'out', 'main', 'cli.js')) && hasBundles();
  if (built && readFileSync(stamp, 'utf8') === wanted) return;
  say('building ...');
  rmSync(stamp, { force: true });
  const cli = path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, output } = await run(process.execPath, [cli, 'build', '--logLevel', 'warn'], {
    cwd: root,
    quiet: true,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new SetupFailure(`the build failed\n${output.trim()}`);
  const plugins = path.join(root, 'scripts', 'build-plugins.mjs');
  const bundled = await run(process.execPath, [plugins], { cwd: root, quiet: true });
  if (bundled.status !== 0) throw new SetupFailure(`plugins could not be built\n${bundled.output.trim()}`);
  writeFileSync(stamp, wanted);
}
