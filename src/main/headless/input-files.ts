/** Captures that are named on the command line. */
import { stat } from 'node:fs/promises';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { isErrno } from '#main/host/files/write-errors.ts';

/** What can be said before anything is written. Whether they are captures is for the reader to find out. */
export async function checkInputs(command: string, files: readonly string[]): Promise<Failure | null> {
  if (files.filter((file) => file === '-').length > 1) {
    return failure('usage', 'Standard input (-) can be read only once').failure;
  }
  if (files.includes('-') && process.stdin.isTTY) {
    const remedy = `Pipe a capture into it, e.g. ssh HOST tcpdump -w - | netloupe ${command} -`;
    return failure('usage', 'Standard input is a terminal', { remedy }).failure;
  }
  for (const file of files) {
    const found = file === '-' ? success(null) : await checkFile(file);
    if (!found.ok) return found.failure;
  }
  return null;
}

export async function checkFile(file: string): Promise<Result<null>> {
  try {
    await stat(file);
    return success(null);
  } catch (error) {
    if (!isErrno(error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      return failure('not-found', `There is no file ${file}`, { remedy: 'Check the path' });
    }
    const denied = error.code === 'EACCES' || error.code === 'EPERM';
    return failure('unreadable', `Cannot read ${file}: ${denied ? 'permission denied' : error.message}`, {
      remedy: denied ? `Get the right to read it, e.g. sudo chmod a+r '${file}'` : 'Check the path',
    });
  }
}
