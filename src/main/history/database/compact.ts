/**
 * Makes the file anew without what is no longer in it: deleting leaves bytes where they are. A copy is made beside it while it goes on being read, and takes its place
 * in one step; whenever the program is ended, one of the two is there and whole, and the database itself says whether it still has to be done.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statfsSync } from 'node:fs';
import type { HistoryFiles } from './history-files.ts';
import { readMeta } from './meta.ts';
import type { OpenDatabase } from './open-database.ts';

/** Room for the copy beyond what it is to hold. */
const SPARE_BYTES = 32e6;
/** A file of which at least so much is empty is made anew, where that is worth it. */
const EMPTY_SHARE = 0.5;
const WORTH_BYTES = 64e6;

export interface Reopening {
  /** In the lane: closes, does what only goes while nobody has the file open, and opens again. */
  reopen(between: () => void): Promise<void>;
}

/** `not-needed`; `no-room`: for a copy, so that it waits; `in-use`: there is something in the log that does not go. */
export type Compacted = 'done' | 'not-needed' | 'no-room' | 'busy';

/** In the lane, which waits as long as it takes. `limitBytes`: of the file, 0: none. */
export async function compact(keeper: Reopening, database: OpenDatabase, limitBytes: number): Promise<Compacted> {
  const { connection, files } = database;
  if (files === null) return 'not-needed';
  await connection.run('CHECKPOINT');
  const size = await sizeOf(database);
  const isTooLarge = limitBytes > 0 && size.file > limitBytes && size.used < 0.7 * size.file;
  const isEmpty = size.file - size.used > Math.max(WORTH_BYTES, EMPTY_SHARE * size.file);
  const hasForgotten = (await readMeta(connection, 'compact')) === 1;
  if (!hasForgotten && !isTooLarge && !isEmpty) return 'not-needed';
  const { bavail, bsize } = statfsSync(files.folder);
  if (bavail * bsize < size.used + SPARE_BYTES) return 'no-room';
  await copy(database, files);
  let isDone = false;
  await keeper.reopen(() => {
    isDone = takePlace(files);
  });
  return isDone ? 'done' : 'busy';
}

async function copy({ connection }: OpenDatabase, files: HistoryFiles): Promise<void> {
  removeCopy(files);
  const target = `'${files.copy.replaceAll("'", "''")}'`;
  await connection.run(`ATTACH ${target} AS fresh (STORAGE_VERSION 'v1.5.0')`);
  try {
    await connection.run('COPY FROM DATABASE history TO fresh');
    await connection.run("DELETE FROM fresh.meta WHERE key = 'compact'");
    await connection.run('CHECKPOINT fresh');
  } finally {
    await connection.run('DETACH fresh');
  }
}

/** While nobody has either file open. */
function takePlace(files: HistoryFiles): boolean {
  // Closing emptied the logs. A log that is still there has what the copy has not, or belongs to the copy: neither may come to the wrong file.
  if (existsSync(files.log) || existsSync(`${files.copy}.wal`)) {
    removeCopy(files);
    return false;
  }
  renameSync(files.copy, files.database);
  if (process.platform !== 'win32') syncFolder(files.folder);
  return true;
}

function removeCopy(files: HistoryFiles): void {
  for (const suffix of ['', '.wal']) rmSync(files.copy + suffix, { force: true });
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Bytes of the file, and of them those that hold something. */
export async function sizeOf({ connection }: OpenDatabase): Promise<{ readonly file: number; readonly used: number }> {
  const answer = await connection.runAndReadAll(
    'SELECT block_size * total_blocks, block_size * used_blocks FROM pragma_database_size() WHERE database_name = current_database()',
  );
  const [file, used] = answer.getRowsJS()[0]!;
  return { file: Number(file), used: Number(used) };
}
