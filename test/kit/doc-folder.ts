/** A folder in which a document is done as it says: `netloupe` is on the path, the samples are there, nothing is kept elsewhere. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { PROJECT } from './plugin-world.ts';

export interface DocFolder {
  readonly folder: string;
  /** For the commands that are run in it. */
  readonly env: NodeJS.ProcessEnv;
}

/** To be called as the test file is loaded; the folder is gone after its tests. */
export function docFolder(name: string): DocFolder {
  const folder = mkdtempSync(path.join(tmpdir(), `netloupe-${name}-docs-`));
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(path.join(PROJECT, 'bin', 'netloupe.mjs'), path.join(bin, 'netloupe'));
  symlinkSync(path.join(PROJECT, 'samples'), path.join(folder, 'samples'), 'dir');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, NETLOUPE_HOME: path.join(folder, 'home'), PATH: `${bin}:${process.env['PATH']}` };
  return { folder, env };
}
