/** The folder of reports in the system's file manager. */
import { shell } from 'electron';
import { failure, success, type Result } from '#base/result.ts';
import { makeFolder } from '#main/host/files/make-folder.ts';
import { describeWriteError } from '#main/host/files/write-errors.ts';

export async function openReports(folder: string): Promise<Result<null>> {
  try {
    // None was written yet: an empty folder says so.
    makeFolder(folder, 0o700);
  } catch (error) {
    return describeWriteError(error, folder);
  }
  const why = await shell.openPath(folder);
  if (why === '') return success(null);
  console.error(`netloupe: ${folder} could not be shown: ${why}`);
  return failure('unavailable', `The folder could not be shown: ${why}`, { remedy: `Look into ${folder}` });
}
