// A maker for Electron Forge that packs the app as a zip file, in the order of names and with one date. Forge's own calls a
// program for it whose archives differ each time.
import { MakerBase } from '@electron-forge/maker-base';
import { createWriteStream, lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { sourceDate, treeOf } from '../reproducible.mjs';

export class MakerZip extends MakerBase {
  name = 'zip';
  defaultPlatforms = ['linux', 'darwin', 'win32'];

  isSupportedOnCurrentPlatform() {
    return true;
  }

  async make({ dir, makeDir, targetArch, targetPlatform, packageJSON }) {
    const folder = path.join(makeDir, 'zip', targetPlatform, targetArch);
    await this.ensureDirectory(folder);
    const name = `netloupe-${packageJSON.version}-${targetPlatform}-${targetArch}`;
    const file = path.join(folder, `${name}.zip`);
    const zip = new ZipFile();
    const mtime = new Date(sourceDate() * 1000);
    for (const entry of treeOf(dir)) {
      const full = path.join(dir, entry);
      const inside = `${name}/${entry.replaceAll('\\', '/')}`;
      const stat = lstatSync(full);
      if (stat.isSymbolicLink()) zip.addBuffer(Buffer.from(readlinkSync(full)), inside, { mtime, mode: 0o120777 });
      else if (stat.isFile()) {
        zip.addFile(full, inside, { mtime, mode: (stat.mode & 0o100) === 0 ? 0o100644 : 0o100755 });
      }
    }
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(file));
    return [file];
  }
}
