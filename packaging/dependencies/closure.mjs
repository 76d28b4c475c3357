// What is inside the app of other people's: told from the lockfile and from what the sources import.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

const IMPORT =
  /(?:\bfrom|\bimport|\brequire|\bresolve)\s*\(?\s*["']((?:@[\w-][\w.-]*\/)?[\w-][\w.-]*)(?:\/[^"']*)?["']/g;

/** Built for each machine at installation, and the last resort of capture: the packages go without it. */
const NOT_SHIPPED = new Set(['cap']);

/** Imported in sources, and listed apart (the runtime) or gone once it is built. */
const NOT_INSIDE = new Set(['electron', 'vite', 'vitest']);

function isShippedSource(file) {
  return /\.tsx?$/.test(file) && !/(\.test\.tsx?|[/\\]testing[/\\].*|[/\\](test|stand-in)[^/\\]*)$/.test(file);
}

export function readLockfile() {
  return JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
}

/** Package names that occur in the imports of a text; what is no dependency is for the caller to leave out. */
export function importedNames(text) {
  return new Set([...text.matchAll(IMPORT)].map((match) => match[1]));
}

function filesBelow(folder, wanted) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter(wanted);
}

function namesInFiles(files) {
  return new Set(files.flatMap((file) => [...importedNames(readFileSync(file, 'utf8'))]));
}

/** Dependencies of the main process and its children that are not in the bundles and so are looked up when they run. */
export function externalNames(outFolder = path.join(root, 'out', 'main')) {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const named = namesInFiles(filesBelow(outFolder, (name) => name.endsWith('.js')));
  return Object.keys(dependencies)
    .filter((name) => named.has(name))
    .toSorted();
}

/** Whether a package is for this system and processor. */
function isFor(entry, platform, arch) {
  const fits = (list, value) => list === undefined || list.includes(value);
  const libc = platform !== 'linux' || entry.libc === undefined || entry.libc.includes('glibc');
  return fits(entry.os, platform) && fits(entry.cpu, arch) && libc;
}

/** Where npm looks for `name` from the package at `place`, innermost first. */
function placeOf(packages, name, place) {
  for (let at = place; ;) {
    const candidate = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (at === '') return null;
    const outer = at.lastIndexOf('/node_modules/');
    at = outer === -1 ? '' : at.slice(0, outer);
  }
}

/** Everything that `names` lead to, as `{ name, place, version, integrity, entry }`, sorted by place. */
export function closureOf(lockfile, names, { platform, arch }) {
  const { packages } = lockfile;
  const found = new Map();
  const visit = (name, from) => {
    const place = placeOf(packages, name, from);
    if (place === null || found.has(place) || NOT_SHIPPED.has(name)) return;
    const entry = packages[place];
    if (!isFor(entry, platform, arch) || !existsSync(path.join(root, place, 'package.json'))) return;
    found.set(place, { name, place, version: entry.version, integrity: entry.integrity ?? null, entry });
    const next = { ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies };
    for (const dependency of Object.keys(next)) {
      if (entry.peerDependenciesMeta?.[dependency]?.optional !== true) visit(dependency, place);
    }
  };
  for (const name of names) visit(name, '');
  return [...found.values()].toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

/**
 * All packages of which something is in the app: what it depends on, and what is bundled into the page and into the
 * plugins that ship. Rather one too many: a package counts that is imported, also for its types alone.
 */
export function shippedPackages(target) {
  const lockfile = readLockfile();
  const { dependencies } = lockfile.packages[''];
  const imported = namesInFiles(
    ['src', 'plugins'].flatMap((folder) => filesBelow(path.join(root, folder), isShippedSource)),
  );
  const direct = [...Object.keys(dependencies), ...imported].filter(
    (name) => !NOT_INSIDE.has(name) && lockfile.packages[`node_modules/${name}`] !== undefined,
  );
  return closureOf(lockfile, new Set(direct), target);
}
