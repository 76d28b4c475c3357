/** From what a user points at to a plugin that may be installed, or the reason why not. Nothing is written, nothing is run. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import semver from 'semver';
import { failure, success, type Result } from '#base/result.ts';
import { MANIFEST_FILE, parseManifest, type PluginManifest } from '#contract/plugins/manifest.ts';
import { openFailure, readFailure } from '../capture/open-failures.ts';
import { isDeviceName } from './entry-names.ts';
import { readFolder, readRegularFile } from './folder-package.ts';
import { MOST_FILE_BYTES, MOST_ZIP_BYTES } from './package-budget.ts';
import { refusePackage, type PackageFiles } from './package-files.ts';
import { languageOfFile, singleFilePackage } from './single-file.ts';
import { isZip, readZip } from './zip-package.ts';

export const MOST_MANIFEST_BYTES: number = 256 * 1024;

export interface PluginPackage extends PackageFiles {
  readonly manifest: PluginManifest;
}

/** `source`: a folder (or the plugin.json in it), a zip, or a single .lua, .js or .mjs file. */
export async function readPackage(source: string, engineVersion: string): Promise<Result<PluginPackage>> {
  const contents = await readSource(source);
  if (!contents.ok) return contents;
  const { files } = contents.value;
  const found = files.find(({ name }) => name === MANIFEST_FILE);
  if (found === undefined) {
    return refusePackage(source, `there is no ${MANIFEST_FILE} in it`);
  }
  const manifest = readManifest(found.bytes, path.basename(source), engineVersion);
  if (!manifest.ok) return manifest;
  if (!files.some(({ name }) => name === manifest.value.main)) {
    return refusePackage(source, `its program ${manifest.value.main} is not in it ("main" in ${MANIFEST_FILE})`);
  }
  return success({ ...contents.value, manifest: manifest.value });
}

/** `where` names the plugin in messages. */
export function readManifest(bytes: Uint8Array, where: string, engineVersion: string): Result<PluginManifest> {
  if (bytes.length > MOST_MANIFEST_BYTES) {
    return failure('invalid', `${where}: ${MANIFEST_FILE} is larger than ${MOST_MANIFEST_BYTES / 1024} KiB`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return failure('invalid', `${where}: ${MANIFEST_FILE} is not JSON: ${(error as Error).message}`, {
      remedy: 'Correct it; an editor that knows JSON shows the place',
    });
  }
  const parsed = parseManifest(value);
  if (!parsed.ok) return { ok: false, failure: { ...parsed.failure, message: `${where}: ${parsed.failure.message}` } };
  const manifest = parsed.value;
  if (isDeviceName(manifest.name)) {
    return failure('invalid', `${where}: "${manifest.name}" is the name of a device on Windows`, {
      remedy: 'Choose another "name"',
    });
  }
  const wrongEngine = engineProblem(manifest, engineVersion);
  return wrongEngine ?? success(manifest);
}

function engineProblem(manifest: PluginManifest, engineVersion: string): Result<never> | null {
  const { name, version, engine } = manifest;
  if (semver.validRange(engine) === null) {
    return failure('invalid', `${name} ${version}: "engine" is no range of versions: ${engine}`, {
      remedy: 'Write it as npm does, for example ^0.1.0 or >=0.1 <2',
    });
  }
  if (semver.satisfies(engineVersion, engine, { includePrerelease: true })) return null;
  return failure('unsupported', `${name} ${version} needs Netloupe ${engine}, and this is Netloupe ${engineVersion}`, {
    remedy: 'Use the version of Netloupe that it names, or ask for a version of the plugin that is made for this one',
  });
}

async function readSource(source: string): Promise<Result<PackageFiles>> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(source)).isDirectory();
  } catch (error) {
    return openFailure(error, source);
  }
  if (isFolder) return await readFolder(source);
  if (path.basename(source) === MANIFEST_FILE) return await readFolder(path.dirname(source));
  const language = languageOfFile(source);
  const most = language === null ? MOST_ZIP_BYTES : MOST_FILE_BYTES;
  let bytes: Buffer | null;
  try {
    bytes = await readRegularFile(source, most, true);
  } catch (error) {
    return readFailure(error, source);
  }
  if (bytes === null) return refusePackage(source, 'it is neither a file nor a folder');
  if (bytes.length > most) return refusePackage(source, `it is larger than ${most / (1024 * 1024)} MiB`);
  if (language !== null) return singleFilePackage(source, language, bytes);
  if (!isZip(bytes) && path.extname(source).toLowerCase() !== '.zip') {
    return failure('unsupported', `${source} is no plugin: neither a folder, a zip file nor a .lua, .js or .mjs file`);
  }
  const contents = await readZip(bytes, source);
  return contents.ok ? success(withoutTopFolder(contents.value)) : contents;
}

/** Zips often hold the one folder that was packed. */
function withoutTopFolder(contents: PackageFiles): PackageFiles {
  const { files } = contents;
  if (files.some(({ name }) => name === MANIFEST_FILE)) return contents;
  const top = files[0]?.name.split('/', 1)[0];
  if (top === undefined || !files.every(({ name }) => name.startsWith(`${top}/`))) return contents;
  return { ...contents, files: files.map(({ name, bytes }) => ({ name: name.slice(top.length + 1), bytes })) };
}
