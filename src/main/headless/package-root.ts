/** Where this program's files are, wherever the build put the code that asks. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { assert } from '#base/assert.ts';

export interface PackageRoot {
  readonly folder: string;
  readonly version: string;
  /** The built page that the browser shows; may not be built. */
  readonly rendererFolder: string;
  /** The capture that ships with the program, or null where it is missing. */
  readonly samplePath: string | null;
  /** The rules that ship with the program, or null where they are missing. */
  readonly rulesFolder: string | null;
}

export function findPackageRoot(start: string = import.meta.dirname): PackageRoot {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const manifest = readManifest(path.join(folder, 'package.json'));
    if (manifest?.name === 'netloupe') {
      const samplePath = path.join(folder, 'samples', 'netloupe-sample.pcap');
      const rulesFolder = path.join(folder, 'rules');
      return {
        folder,
        version: manifest.version ?? '0.0.0',
        rendererFolder: path.join(folder, 'out', 'renderer'),
        samplePath: existsSync(samplePath) ? samplePath : null,
        rulesFolder: existsSync(rulesFolder) ? rulesFolder : null,
      };
    }
    assert(path.dirname(folder) !== folder, `no package.json of netloupe above ${start}`);
  }
}

function readManifest(file: string): { readonly name?: string; readonly version?: string } | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }) : null;
}
