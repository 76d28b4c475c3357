/** Small files that hold a key: readable by this user alone, and under their name only when whole. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { success, type Result } from '#base/result.ts';
import { describeWriteError } from '../files/write-errors.ts';

export async function writeSecretFile(file: string, value: unknown): Promise<Result<null>> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    await rename(temporary, file);
    return success(null);
  } catch (error) {
    await rm(temporary, { force: true });
    return describeWriteError(error, file);
  }
}
