/** A plugin's folder as one zip to hand on: `NAME-VERSION.zip`. The same folder always gives the same bytes. */
import path from 'node:path';
import { ZipFile } from 'yazl';
import { failure, success, type Result } from '#base/result.ts';
import { createAtomicFile } from '../files/atomic-file.ts';
import { MOST_ZIP_BYTES } from './package-budget.ts';
import { readPackage, type PluginPackage } from './read-package.ts';
import { readZip } from './zip-package.ts';

export interface PackedPlugin {
  readonly path: string;
  /** Of the zip. */
  readonly bytes: number;
  readonly files: readonly string[];
  /** What lies in the folder and was left out (version control, what file managers add). */
  readonly leftOut: readonly string[];
}

/** The earliest that a zip can tell, in the local time that zips are written in: the same bytes everywhere. */
const MODIFIED: Date = new Date(1980, 0, 1);

/** Refuses whatever an installation of the zip would refuse. */
export async function packPlugin(
  folder: string,
  targetFolder: string,
  engineVersion: string,
): Promise<Result<PackedPlugin>> {
  const read = await readPackage(folder, engineVersion);
  if (!read.ok) return read;
  const { manifest, files, leftOut } = read.value;
  const target = path.join(targetFolder, `${manifest.name}-${manifest.version}.zip`);
  const zip = await zipped(read.value);
  const again = await readZip(zip, target);
  if (!again.ok) return again;
  if (zip.length > MOST_ZIP_BYTES) return failure('invalid', `${target} would be larger than can be installed`);
  const file = await createAtomicFile(target);
  if (!file.ok) return file;
  await file.value.write(zip);
  const committed = await file.value.commit();
  if (!committed.ok) return committed;
  return success({ ...committed.value, files: files.map(({ name }) => name), leftOut });
}

async function zipped({ files }: PluginPackage): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes } of files) {
    zip.addBuffer(Buffer.from(bytes), name, { mtime: MODIFIED, forceDosTimestamp: true, mode: 0o100644 });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
