/** The folders that scheduled exports are written into. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { failure, success } from '#base/result.ts';
import type { ScheduleFolders } from '#main/engine/history/queries/ports.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError } from '../files/write-errors.ts';

export function createScheduleFolders(): ScheduleFolders {
  return {
    async list(folder) {
      if (!path.isAbsolute(folder)) {
        return failure('invalid', `${folder} is no absolute path`, { remedy: 'Name the folder from the root on' });
      }
      try {
        makeFolder(folder);
        return success(await readdir(folder));
      } catch (error) {
        return describeWriteError(error, folder);
      }
    },
    async remove(folder, name) {
      const file = path.join(folder, name);
      try {
        await rm(file, { force: true });
        return success(null);
      } catch (error) {
        return describeWriteError(error, file);
      }
    },
    pathOf: (folder, name) => path.join(folder, name),
  };
}
