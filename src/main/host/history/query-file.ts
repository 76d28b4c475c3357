/**
 * `history-queries.json` in the data folder: saved queries. Several processes share it: it is read whenever it is asked for, changed under a lock from what is in it at that
 * moment, and replaced as a whole. One that cannot be understood is set aside, never written over.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { savedQuerySchema } from '#contract/history/commands.ts';
import type { KeptQuery, SavedQueryHome } from '#main/engine/history/queries/ports.ts';
import { createAtomicFile } from '../files/atomic-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { watchFileIn } from '../plugins/folder-watch.ts';
import { withFileLock } from '../plugins/file-lock.ts';

export const QUERY_FILE_NAME = 'history-queries.json';
const MOST_CHARACTERS = 32 * 1024 * 1024;

const failureSchema = z.looseObject({ code: z.string(), message: z.string() }) as unknown as z.ZodType<Failure>;
const runSchema = z.object({ lastRunUs: z.number().min(0).nullable(), lastFailure: failureSchema.nullable() });
const fileSchema = z.object({ version: z.literal(1), queries: z.array(z.record(z.string(), z.unknown())).max(1000) });

/** `home`: the data folder, which is made when something is written. */
export function createQueryFile(home: string): SavedQueryHome {
  const file = path.join(home, QUERY_FILE_NAME);
  /** Changes and reads of this process, one after the other. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done;
    return done;
  };
  return {
    read: () => inTurn(() => readQueries(file)),
    change: (to) =>
      inTurn(async () => {
        try {
          makeFolder(home, 0o700);
          return await withFileLock(`${file}.lock`, { token: () => randomBytes(8).toString('hex') }, async () => {
            const kept = await readQueries(file);
            if (!kept.ok) return kept;
            const changed = to(kept.value);
            const written = await writeQueries(file, changed);
            return written.ok ? success(changed) : written;
          });
        } catch (error) {
          return describeWriteError(error, file);
        }
      }),
    watch: (changed) => {
      try {
        makeFolder(home, 0o700);
      } catch (error) {
        // Then nobody else can have saved anything in it, either.
        if (!isErrno(error)) throw error;
        return () => undefined;
      }
      return watchFileIn(home, QUERY_FILE_NAME, changed);
    },
  };
}

async function readQueries(file: string): Promise<Result<readonly KeptQuery[]>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isErrno(error)) throw error;
    if (error.code === 'ENOENT') return success([]);
    return failure('unreadable', `Saved queries cannot be read: ${file}: ${error.message}`);
  }
  const found = text.length > MOST_CHARACTERS ? null : parsed(text);
  if (found === 'newer') {
    return failure('unsupported', `${file} was written by a later version of Netloupe`, { remedy: 'Update Netloupe' });
  }
  return found === null ? await setAside(file) : success(found);
}

/** Queries that cannot be understood make the whole file damaged: leaving them out would remove them at the next change. */
function parsed(text: string): readonly KeptQuery[] | 'newer' | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const version = (value as { readonly version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1) return 'newer';
  const whole = fileSchema.safeParse(value);
  if (!whole.success) return null;
  const queries: KeptQuery[] = [];
  for (const { lastRunUs, lastFailure, ...rest } of whole.data.queries) {
    const query = savedQuerySchema.safeParse(rest);
    const run = runSchema.safeParse({ lastRunUs, lastFailure });
    if (!query.success || !run.success) return null;
    queries.push({ ...query.data, ...run.data });
  }
  return queries;
}

async function setAside(file: string): Promise<Result<never>> {
  const aside = `${file}.damaged-${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (!isErrno(error)) throw error;
    return failure('damaged', `${file} is damaged, and cannot be set aside: ${error.message}`);
  }
  return failure('damaged', `Saved queries could not be read: the file was damaged. It is now ${aside}`, {
    remedy: 'Look into it for what you want to keep',
  });
}

async function writeQueries(file: string, queries: readonly KeptQuery[]): Promise<Result<null>> {
  const opened = await createAtomicFile(file, true);
  if (!opened.ok) return opened;
  const written = await opened.value.write(`${JSON.stringify({ version: 1, queries }, null, 1)}\n`);
  const done = written.ok ? await opened.value.commit() : written;
  if (done.ok) return success(null);
  await opened.value.abort();
  return done;
}
