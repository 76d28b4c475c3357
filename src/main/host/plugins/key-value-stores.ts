/** What plugins keep: one JSON object for each plugin in a file of its own, replaced as a whole. */
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { MAX_STORE_BYTES } from '#contract/plugins/process-limits.ts';
import type { Json } from '#contract/plugins/process.ts';
import { openFailure } from '../capture/open-failures.ts';
import { createAtomicFile } from '../files/atomic-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { readRegularFile } from './folder-package.ts';

type Entries = Readonly<Record<string, Json>>;

/** Room for how the limit is counted elsewhere: per value, without the commas between. */
const MOST_FILE_BYTES: number = 2 * MAX_STORE_BYTES;

export class KeyValueStores {
  readonly #fileOf: (id: string) => string;
  readonly #randomName: () => string;
  readonly #recovered: (file: string, failure: Failure) => void;
  /** The last write of each plugin, after which the next begins: they take effect in the order they were asked for. */
  readonly #last: Map<string, Promise<Result<null>>> = new Map();

  /** `recovered` is told of a damaged file that was moved aside. */
  constructor(
    fileOf: (id: string) => string,
    randomName: () => string,
    recovered: (file: string, failure: Failure) => void,
  ) {
    this.#fileOf = fileOf;
    this.#randomName = randomName;
    this.#recovered = recovered;
  }

  /** Of a damaged file nothing is kept: the plugin begins again, and `recovered` is told. */
  async load(id: string): Promise<Result<Entries>> {
    const file = this.#fileOf(id);
    let text: string;
    try {
      const bytes = await readRegularFile(file, MOST_FILE_BYTES, true);
      text = bytes === null ? '' : bytes.toString('utf8', 0, MOST_FILE_BYTES);
    } catch (error) {
      if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return success({});
      return openFailure(error, file);
    }
    const entries = parse(text);
    if (entries !== null) return success(entries);
    const aside = `${file}.damaged-${this.#randomName()}`;
    try {
      await rename(file, aside);
    } catch (error) {
      return describeWriteError(error, file);
    }
    this.#recovered(file, {
      code: 'damaged',
      message: `What ${id} had kept in ${file} was damaged: it begins with an empty store`,
      remedy: `What the file held is in ${aside}`,
    });
    return success({});
  }

  save(id: string, entries: Entries): Promise<Result<null>> {
    // As it is now: the caller may change it while earlier writes are under way.
    const text = `${JSON.stringify(entries)}\n`;
    const before = this.#last.get(id) ?? Promise.resolve(success(null));
    const next = before.then(() => write(this.#fileOf(id), id, text));
    this.#last.set(id, next);
    return next;
  }
}

async function write(target: string, id: string, text: string): Promise<Result<null>> {
  if (Buffer.byteLength(text) > MOST_FILE_BYTES) {
    return failure('invalid', `${id} keeps more than ${MAX_STORE_BYTES / (1024 * 1024)} MiB in its store`);
  }
  try {
    makeFolder(path.dirname(target), 0o700);
  } catch (error) {
    return describeWriteError(error, target);
  }
  const file = await createAtomicFile(target, true);
  if (!file.ok) return file;
  await file.value.write(text);
  const committed = await file.value.commit();
  return committed.ok ? success(null) : committed;
}

function parse(text: string): Entries | null {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entries) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
