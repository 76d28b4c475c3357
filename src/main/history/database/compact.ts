/** Whether the file is to be made anew, because deleting leaves bytes where they are (fresh-copy.ts). */
import { statfsSync } from 'node:fs';
import { readMeta } from './meta.ts';
import type { OpenDatabase } from './open-database.ts';

/** Room for the copy beyond what it is to hold. */
const SPARE_BYTES = 32e6;
/** A file of which at least so much is empty is made anew, where that is worth it. */
const EMPTY_SHARE = 0.5;
const WORTH_BYTES = 64e6;

/** `no-room`: for a copy, so that it waits until there is. */
export type CompactingNeed = 'needed' | 'not-needed' | 'no-room';

/** In the lane. `limitBytes`: of the file, 0: none. */
export async function needOfCompacting(database: OpenDatabase, limitBytes: number): Promise<CompactingNeed> {
  const { connection, files } = database;
  if (files === null) return 'not-needed';
  await connection.run('CHECKPOINT');
  const size = await sizeOf(database);
  const isTooLarge = limitBytes > 0 && size.file > limitBytes && size.used < 0.7 * size.file;
  const isEmpty = size.file - size.used > Math.max(WORTH_BYTES, EMPTY_SHARE * size.file);
  const hasForgotten = (await readMeta(connection, 'compact')) === 1;
  if (!hasForgotten && !isTooLarge && !isEmpty) return 'not-needed';
  const { bavail, bsize } = statfsSync(files.folder);
  return bavail * bsize < size.used + SPARE_BYTES ? 'no-room' : 'needed';
}

/** Bytes of the file, and of them those that hold something. */
export async function sizeOf({ connection }: OpenDatabase): Promise<{ readonly file: number; readonly used: number }> {
  const answer = await connection.runAndReadAll(
    'SELECT block_size * total_blocks, block_size * used_blocks FROM pragma_database_size() WHERE database_name = current_database()',
  );
  const [file, used] = answer.getRowsJS()[0]!;
  return { file: Number(file), used: Number(used) };
}
