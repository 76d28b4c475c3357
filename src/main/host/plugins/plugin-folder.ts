/** One folder that should be a plugin: read where it is used from, and made out of a package. */
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { MANIFEST_FILE, type PluginManifest } from '#contract/plugins/manifest.ts';
import { openFailure } from '../capture/open-failures.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { readRegularFile } from './folder-package.ts';
import type { PackageFile } from './package-files.ts';
import { MOST_MANIFEST_BYTES, readManifest } from './read-package.ts';

/** Reads the manifest and looks whether the program is there; nothing else in the folder is looked at. */
export async function readPluginFolder(folder: string, engineVersion: string): Promise<Result<PluginManifest>> {
  const file = path.join(folder, MANIFEST_FILE);
  let bytes: Buffer | null;
  try {
    bytes = await readRegularFile(file, MOST_MANIFEST_BYTES, false);
  } catch (error) {
    if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return failure('not-found', `There is no ${MANIFEST_FILE} in ${folder}`, {
        remedy: 'Install the plugin again, or remove it',
      });
    }
    return openFailure(error, file);
  }
  if (bytes === null) return failure('invalid', `${file} is no file`);
  const manifest = readManifest(bytes, path.basename(folder), engineVersion);
  if (!manifest.ok) return manifest;
  const main = path.join(folder, manifest.value.main);
  try {
    if ((await lstat(main)).isFile()) return manifest;
    return failure('invalid', `${main} is no file ("main" in ${MANIFEST_FILE})`);
  } catch (error) {
    return openFailure(error, main);
  }
}

/** Makes `folder`, which must not be there, with these files; leaves nothing behind where it fails. */
export async function unpackInto(folder: string, files: readonly PackageFile[]): Promise<Result<null>> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, bytes } of files) {
      const target = path.join(folder, ...name.split('/'));
      await mkdir(path.dirname(target), { recursive: true });
      // `wx` follows no link and replaces nothing, should names fall together on this file system after all.
      await writeFile(target, bytes, { flag: 'wx', mode: 0o644, flush: true });
    }
    return success(null);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return describeWriteError(error, folder);
  }
}
