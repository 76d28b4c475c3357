// The Electron that is packaged on Linux: the folder that ELECTRON_OVERRIDE_DIST_PATH names, else the one that npm's
// `electron` downloaded. Elsewhere Electron Forge downloads it, with its checksums.
import { spawnSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  closeSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { root } from '../scripts/setup/paths.mjs';

/** What Chromium itself says on screen (file choosers, context menus), in the languages that the app has. */
const LOCALES = new Set(['de.pak', 'en-US.pak']);
const PROBE = `process.stdout.write(JSON.stringify({ execPath: process.execPath, versions: process.versions }) + '\\n', () => process.exit(0));\n`;

function isElf(file) {
  const descriptor = openSync(file, 'r');
  const magic = Buffer.alloc(4);
  readSync(descriptor, magic, 0, 4, 0);
  closeSync(descriptor);
  return magic.equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]));
}

/** A wrapper is asked which program it starts. */
async function askWrapper(wrapper) {
  const folder = await mkdtemp(path.join(tmpdir(), 'netloupe-probe-'));
  const probe = path.join(folder, 'probe.cjs');
  await writeFile(probe, PROBE);
  const { stdout, status, error } = spawnSync(wrapper, ['--ozone-platform=headless', probe], {
    encoding: 'utf8',
    timeout: 60_000,
    cwd: folder,
  });
  const line = (stdout ?? '').split('\n').find((text) => text.startsWith('{'));
  if (status !== 0 || line === undefined) {
    throw new Error(`${wrapper} did not say which Electron it starts (${error?.message ?? `exit status ${status}`})`);
  }
  const { execPath, versions } = JSON.parse(line);
  return { folder: path.dirname(execPath), version: versions.electron, chromium: versions.chrome, node: versions.node };
}

/** Folder and version of Electron. `chromium` and `node` are null where nothing said them. Throws where there is none. */
export async function findRuntime() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(root, 'node_modules', 'electron', 'dist');
  const binary = path.join(folder, 'electron');
  if (!existsSync(binary)) {
    throw new Error(`no Electron in ${folder}\n  Run: node node_modules/electron/install.js`);
  }
  if (!isElf(binary)) return askWrapper(binary);
  const version = readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  return { folder, version, chromium: null, node: null };
}

/** Files of the runtime that are packaged, relative to its folder, sorted. */
function runtimeFiles(folder) {
  const within = (directory) =>
    readdirSync(path.join(folder, directory), { withFileTypes: true }).flatMap((entry) => {
      const name = path.posix.join(directory, entry.name);
      if (entry.isDirectory()) return name === 'resources' ? [] : within(name);
      return name.startsWith('locales/') && !LOCALES.has(entry.name) ? [] : [name];
    });
  // The manifest of a package in which an Electron came is no part of it.
  return within('.')
    .filter((name) => name !== 'package.json')
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * Writes the runtime as the archive that Electron Forge takes in place of its own download, in a new folder that is
 * answered. `named` is the version that Forge asks for, which is that of npm's package.
 */
export async function packRuntime({ folder }, named, arch, workFolder) {
  await mkdir(workFolder, { recursive: true });
  const zip = new ZipFile();
  for (const name of runtimeFiles(folder)) {
    const file = path.join(folder, name);
    const isProgram = name === 'electron' || name === 'chrome_crashpad_handler' || name === 'chrome-sandbox';
    zip.addFile(file, name, { mtime: statSync(file).mtime, mode: isProgram ? 0o100755 : 0o100644, compress: false });
  }
  zip.addBuffer(Buffer.alloc(0), 'resources/.keep', { mtime: new Date(0), compress: false });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path.join(workFolder, `electron-v${named}-linux-${arch}.zip`)));
  return workFolder;
}
