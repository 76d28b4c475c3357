import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { success, type Result } from '#base/result.ts';
import { openFailure } from '../capture/open-failures.ts';

/** Authorities to trust, from `file`; null, those of the system, where none is named. */
export async function readAuthorities(file: string | null, folder: string): Promise<Result<string | null>> {
  if (file === null) return success(null);
  const place = path.resolve(folder, file);
  try {
    return success(await readFile(place, 'utf8'));
  } catch (error) {
    return openFailure(error, place);
  }
}
