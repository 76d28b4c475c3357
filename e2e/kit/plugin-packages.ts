/** Plugins that the steps install, made anew for each test, and those that ship. */
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { ROOT } from './executables.ts';

/** Names of the plugins that ship, sorted. */
export function shippedPlugins(): readonly string[] {
  const folder = join(ROOT, 'plugins');
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'plugin.json')))
    .toSorted();
}

/** A single file of code. Answers its path. */
export async function scriptFile(folder: string, name: string, code: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, code);
  return path;
}

/** `NAME-VERSION.zip` with these files and a manifest. Answers its path. */
export async function packageFile(
  folder: string,
  manifest: { readonly name: string; readonly version: string; readonly [key: string]: unknown },
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(folder, `${manifest.name}-${manifest.version}.zip`);
  const zip = new ZipFile();
  for (const [name, text] of Object.entries({ 'plugin.json': JSON.stringify(manifest), ...files })) {
    zip.addBuffer(Buffer.from(text), name);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

/** A package with a file whose name leads out of it, which no honest program writes. */
export async function escapingPackage(folder: string): Promise<string> {
  const name = 'up/escaped.txt';
  const path = await packageFile(
    folder,
    { name: 'escaping', version: '1.0.0', language: 'lua' },
    { 'main.lua': 'function receiver() end', [name]: 'out' },
  );
  const bytes = await readFile(path);
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) bytes.write('..', at, 'latin1');
  await writeFile(path, bytes);
  return path;
}
