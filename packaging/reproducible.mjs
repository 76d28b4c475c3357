// The same commit gives the same bytes: one time for everything, sorted names, modes that no umask changes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, lutimesSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/setup/paths.mjs';

/** Seconds since 1970 that every file is dated with: SOURCE_DATE_EPOCH, else the commit's time. */
export function sourceDate() {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  const { stdout, status } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  const seconds = Number(stdout?.trim());
  if (status === 0 && seconds > 0) return seconds;
  throw new Error('the time of the commit is not known\n  Set SOURCE_DATE_EPOCH, or build in a git checkout');
}

/** Everything below a folder, folders included, relative to it and sorted by bytes. */
export function treeOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** Dates and modes of a tree, made the same everywhere. `special`: modes of files by name. */
export function normalise(folder, epochSeconds, special = {}) {
  for (const name of ['.', ...treeOf(folder)]) {
    const file = path.join(folder, name);
    const stat = lstatSync(file);
    if (stat.isDirectory()) chmodSync(file, 0o755);
    else if (stat.isFile()) chmodSync(file, special[name] ?? ((stat.mode & 0o100) === 0 ? 0o644 : 0o755));
    lutimesSync(file, epochSeconds, epochSeconds);
  }
}

/** One line for each thing in a tree: its hash or what it is, its mode, its name. Two builds are compared by it. */
export function listing(folder) {
  return treeOf(folder).map((name) => {
    const file = path.join(folder, name);
    const stat = lstatSync(file);
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isDirectory()) return `directory ${mode} ${name}`;
    if (stat.isSymbolicLink()) return `link ${readlinkSync(file)} ${name}`;
    return `${createHash('sha256').update(readFileSync(file)).digest('hex')} ${mode} ${name}`;
  });
}

export function sizeOf(folder) {
  return treeOf(folder).reduce((sum, name) => {
    const stat = lstatSync(path.join(folder, name));
    return sum + (stat.isFile() ? stat.size : 0);
  }, 0);
}
