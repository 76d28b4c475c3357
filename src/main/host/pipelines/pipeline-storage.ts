/**
 * Pipelines in the data folder: the files `pipelines/*.yaml`, `.yml` and `.json`, and what the user decided about each in
 * `pipelines/.decisions.json`. Pipelines that ship lie elsewhere and are copied once they are switched on. Several processes
 * share the folder: decisions are changed under a lock.
 */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import type { PipelineStorage, StoredPipeline } from '#main/engine/pipeline/manager/pipeline-ports.ts';
import { openFailure } from '../capture/open-failures.ts';
import { createAtomicFile } from '../files/atomic-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { withFileLock } from '../plugins/file-lock.ts';
import { readRegularFile } from '../plugins/folder-package.ts';
import { watchPath } from './watch-path.ts';

const SUFFIXES = ['.yaml', '.yml', '.json'];
const MOST_FILES = 200;
const MOST_BYTES = 1 << 20;
const KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,100}$/;

interface Decision {
  readonly enabled: boolean;
  readonly paused: boolean;
}
const NOTHING_DECIDED: Decision = { enabled: false, paused: false };
const decisionsSchema = z.object({
  version: z.literal(1),
  pipelines: z.record(z.string(), z.object({ enabled: z.boolean(), paused: z.boolean() })),
});
type Decisions = z.infer<typeof decisionsSchema>;

export interface PipelineStorageOptions {
  /** The program's data folder. */
  readonly home: string;
  /** Of the pipelines that ship; null: none do. */
  readonly bundledFolder: string | null;
  /** Random text for names of files. */
  randomName(): string;
}

export function createPipelineStorage(options: PipelineStorageOptions): PipelineStorage {
  const folder = path.join(options.home, 'pipelines');
  const decisionsFile = path.join(folder, '.decisions.json');
  const bundled = options.bundledFolder;

  const find = async (key: string): Promise<StoredPipeline | undefined> =>
    (await list()).find((each) => each.key === key);

  async function list(): Promise<readonly StoredPipeline[]> {
    const [own, shipped, decisions] = await Promise.all([
      filesIn(folder),
      bundled === null ? [] : filesIn(bundled),
      readDecisions(decisionsFile),
    ]);
    const keys = new Set(own.map(keyOf));
    const files = [
      ...own.map((name) => ({ name, inside: folder, origin: 'own' as const })),
      ...shipped
        .filter((name) => !keys.has(keyOf(name)))
        .map((name) => ({ name, inside: bundled ?? '', origin: 'bundled' as const })),
    ];
    return Promise.all(
      files.map(async ({ name, inside, origin }): Promise<StoredPipeline> => {
        const file = path.join(inside, name);
        const key = keyOf(name);
        const text = await readText(file);
        const { enabled, paused } = decisions.pipelines[key] ?? NOTHING_DECIDED;
        return {
          key,
          file,
          folder: inside,
          text: text.ok ? text.value : null,
          problem: text.ok ? null : text.failure.message,
          origin,
          enabled: origin === 'own' && enabled,
          paused,
        };
      }),
    );
  }

  async function save(key: string, text: string): Promise<Result<StoredPipeline>> {
    if (!KEY.test(key)) return failure('invalid', `"${key}" cannot be the name of a file`, { remedy: 'Rename it' });
    const present = await find(key);
    const file = present?.origin === 'own' ? present.file : path.join(folder, `${key}.yaml`);
    const written = await write(file, text);
    if (!written.ok) return written;
    const saved = await find(key);
    return saved === undefined ? failure('unwritable', `${file} was taken away meanwhile`) : success(saved);
  }

  async function decide(key: string, decision: Decision): Promise<Result<null>> {
    const present = await find(key);
    if (present === undefined) return failure('not-found', `There is no pipeline ${key} any more`);
    if (present.origin === 'bundled' && decision.enabled && present.text !== null) {
      const copied = await write(path.join(folder, path.basename(present.file)), present.text);
      if (!copied.ok) return copied;
    }
    return changeDecisions((before) => ({ ...before, [key]: decision }));
  }

  async function remove(key: string): Promise<Result<null>> {
    const present = await find(key);
    if (present === undefined) return success(null);
    if (present.origin === 'bundled') return failure('not-permitted', `${key} ships with Netloupe`);
    try {
      await rm(present.file, { force: true });
    } catch (error) {
      return describeWriteError(error, present.file);
    }
    return changeDecisions(({ [key]: _gone, ...rest }) => rest);
  }

  function changeDecisions(change: (before: Decisions['pipelines']) => Decisions['pipelines']): Promise<Result<null>> {
    const made = makeOwn();
    if (!made.ok) return Promise.resolve(made);
    return withFileLock(`${decisionsFile}.lock`, { token: options.randomName }, async () => {
      const { pipelines } = await readDecisions(decisionsFile);
      const after: Decisions = { version: 1, pipelines: change(pipelines) };
      return write(decisionsFile, `${JSON.stringify(after, null, 1)}\n`);
    });
  }

  function makeOwn(): Result<null> {
    try {
      makeFolder(folder, 0o700);
      return success(null);
    } catch (error) {
      return describeWriteError(error, folder);
    }
  }

  async function write(file: string, text: string): Promise<Result<null>> {
    const made = makeOwn();
    if (!made.ok) return made;
    const created = await createAtomicFile(file, true);
    if (!created.ok) return created;
    const written = await created.value.write(text);
    if (!written.ok) {
      await created.value.abort();
      return written;
    }
    const committed = await created.value.commit();
    return committed.ok ? success(null) : committed;
  }

  return {
    folder,
    list,
    save,
    decide,
    remove,
    watch(changed) {
      return makeOwn().ok ? watchPath(folder, changed) : () => undefined;
    },
  };
}

function keyOf(name: string): string {
  return name.slice(0, -path.extname(name).length);
}

/** Names, sorted; of two files with one key the first counts. */
async function filesIn(folder: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (!isErrno(error)) throw error;
    return [];
  }
  const keys = new Set<string>();
  return names
    .filter((name) => SUFFIXES.includes(path.extname(name)) && KEY.test(keyOf(name)))
    .sort()
    .filter((name) => !keys.has(keyOf(name)) && keys.add(keyOf(name)))
    .slice(0, MOST_FILES);
}

async function readText(file: string): Promise<Result<string>> {
  try {
    const bytes = await readRegularFile(file, MOST_BYTES, true);
    if (bytes === null) return failure('unreadable', `${file} is no file`);
    if (bytes.length > MOST_BYTES) return failure('unreadable', `${file} is too large to be a pipeline`);
    return success(bytes.toString('utf8'));
  } catch (error) {
    return openFailure(error, file);
  }
}

/** What cannot be read decides nothing: everything is off. */
async function readDecisions(file: string): Promise<Decisions> {
  const nothing: Decisions = { version: 1, pipelines: {} };
  const text = await readText(file);
  if (!text.ok) return nothing;
  try {
    const parsed = decisionsSchema.safeParse(JSON.parse(text.value));
    return parsed.success ? parsed.data : nothing;
  } catch {
    return nothing; // damaged, as by a disk that was full in an earlier version
  }
}
