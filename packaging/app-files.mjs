// The app as it lies in app.asar: the build, what it looks up when it runs, and what ships beside. Nothing else.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/setup/paths.mjs';
import { closureOf, externalNames, readLockfile } from './dependencies/closure.mjs';

/** Of packages, what runs or must go with it; sources in C, types and manuals stay behind. */
const RUNS = /\.(js|cjs|mjs|json|node|wasm|so|dylib|dll)$/;
const LICENCE = /^(licen[cs]e|copying|notice)/i;
/** Within packages: other systems' libc, programs for shells, builds for browsers. */
const NOT_NEEDED = [/(^|\/)musl_/, /^bin\//, /^doc\//, /^lib\/native\//, /^vendor\//, /^(cnoke|test)\.c?js$/];
/** Only one file of this package is read; the rest of it is replaced by our own code. */
const ONLY = { wasmoon: new Set(['package.json', 'LICENSE', 'dist/glue.wasm']) };

const SHIPPED_PLUGIN_FILE = /\.(mjs|lua|json)$|^(README\.md|LICENSES\.txt)$/;

function copyFile(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}

function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}

function isNeeded(name, file) {
  if (file.includes('node_modules/')) return false; // nested packages are packages of their own
  if (ONLY[name] !== undefined) return ONLY[name].has(file);
  if (NOT_NEEDED.some((pattern) => pattern.test(file))) return false;
  return RUNS.test(file) || LICENCE.test(path.basename(file));
}

function copyPackages(target, { platform, arch }) {
  for (const { name, place } of closureOf(readLockfile(), [...externalNames(), 'wasmoon'], { platform, arch })) {
    if (name.startsWith('@types/')) continue;
    const folder = path.join(root, place);
    for (const file of filesOf(folder).filter((one) => isNeeded(name, one))) {
      copyFile(path.join(folder, file), path.join(target, place, file));
    }
  }
}

function copyPlugins(target) {
  const plugins = path.join(root, 'plugins');
  for (const name of readdirSync(plugins)) {
    const folder = path.join(plugins, name);
    if (!existsSync(path.join(folder, 'plugin.json'))) continue;
    const files = filesOf(folder).filter((file) => SHIPPED_PLUGIN_FILE.test(path.basename(file)));
    for (const file of files) copyFile(path.join(folder, file), path.join(target, 'plugins', name, file));
  }
  // What `netloupe plugin new` hands to authors.
  for (const file of filesOf(path.join(plugins, 'api'))) {
    copyFile(path.join(plugins, 'api', file), path.join(target, 'plugins', 'api', file));
  }
}

/** The manifest that the app finds itself by; what only development needs is left out. */
function writeManifest(target) {
  const { name, version, description, license, type, main } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const manifest = { name, version, description, license, type, main, desktopName: 'netloupe.desktop' };
  writeFileSync(path.join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Fills the folder that becomes app.asar. */
export function fillApp(target, { platform, arch }) {
  for (const name of readdirSync(target)) rmSync(path.join(target, name), { recursive: true });
  writeManifest(target);
  copyFile(path.join(root, 'LICENSE'), path.join(target, 'LICENSE'));
  for (const folder of ['out', 'rules']) {
    // Names with a dot are the build's own notes.
    for (const file of filesOf(path.join(root, folder)).filter((one) => !path.basename(one).startsWith('.'))) {
      copyFile(path.join(root, folder, file), path.join(target, folder, file));
    }
  }
  copyFile(path.join(root, 'samples', 'netloupe-sample.pcap'), path.join(target, 'samples', 'netloupe-sample.pcap'));
  // Where the build asks for newer versions, if its packager said so (docs/updates.md).
  const channel = path.join(root, 'update-channel.json');
  if (existsSync(channel)) copyFile(channel, path.join(target, 'update-channel.json'));
  copyPlugins(target);
  copyPackages(target, { platform, arch });
}
