/**
 * The files of a history, and what is done with them while no instance has them open: opening and closing the database through `node:fs` in a process that has it
 * open would give up its lock. Asking for their size, rights and names is harmless at any time.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** The last version of DuckDB's file format that is written here (v1.5.0); later ones are left alone. */
const NEWEST_FORMAT = 68n;
const MAGIC = 'DUCK';
/** Of the header: a checksum, the magic, the version of the format. */
const MAGIC_AT = 8;
const FORMAT_AT = 12;

export interface HistoryFiles {
  readonly folder: string;
  readonly database: string;
  readonly log: string;
  /** A copy that is being made to take the place of the database. */
  readonly copy: string;
}

export function historyFiles(folder: string): HistoryFiles {
  const database = path.join(folder, 'history.duckdb');
  return { folder, database, log: `${database}.wal`, copy: path.join(folder, 'history.copy.duckdb') };
}

/** For this user alone. Throws the system's error. Removes a copy that was not finished. */
export function prepareFolder(files: HistoryFiles): void {
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  for (const suffix of ['', '.wal']) rmSync(files.copy + suffix, { force: true });
  keepPrivate(files);
}

/** What DuckDB makes has the rights that the process gives; what was there may have others. Those of another user stay as they are. */
export function keepPrivate(files: HistoryFiles): void {
  const rights = [
    [files.folder, 0o700],
    [files.database, 0o600],
    [files.log, 0o600],
  ] as const;
  for (const [name, mode] of rights) {
    if (!existsSync(name) || (statSync(name).mode & 0o777) === mode) continue;
    try {
      chmodSync(name, mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    }
  }
}

/** What lies there, by its header alone: DuckDB opens some files of others with extensions of its own. No instance may have it open. */
export function formatOf(files: HistoryFiles): 'none' | 'known' | 'later' | 'foreign' {
  const size = statSync(files.database, { throwIfNoEntry: false })?.size;
  // Nothing was written into it: a program that began it was ended at once.
  if (size === 0) rmSync(files.database);
  if (size === undefined || size === 0) return 'none';
  const header = Buffer.alloc(FORMAT_AT + 8);
  const file = openSync(files.database, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', MAGIC_AT, FORMAT_AT) !== MAGIC) return 'foreign';
  return header.readBigUInt64LE(FORMAT_AT) > NEWEST_FORMAT ? 'later' : 'known';
}

/** Bytes of database and log; 0 where there is none. */
export function bytesOf(files: HistoryFiles): number {
  return [files.database, files.log].reduce(
    (sum, name) => sum + (statSync(name, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Gives damaged files names with the time, beside where they were; `alone`: the log without its database. Returns the name of the first. */
export function setAside(files: HistoryFiles, nowMs: number, alone: 'log' | null): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '-').replace(/\.\d+/, '');
  let name = '';
  for (let again = 0; name === '' || existsSync(name) || existsSync(`${name}.wal`); again++) {
    name = path.join(files.folder, `history-damaged-${stamp}${again === 0 ? '' : `-${again}`}.duckdb`);
  }
  const hasLog = existsSync(files.log);
  if (hasLog) renameSync(files.log, `${name}.wal`);
  if (alone === 'log') return `${name}.wal`;
  renameSync(files.database, name);
  return name;
}
