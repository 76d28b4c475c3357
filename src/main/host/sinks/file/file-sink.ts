/**
 * Records into a file: JSON lines or CSV. It is only added to; when it has grown too large or too old it is moved out of the
 * way (rotated-files.ts) and begun anew. One stage at a time writes a file.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { byteSize, duration } from '#contract/pipelines/config-words.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Sink, SinkContext, SinkKind } from '#main/engine/pipeline/stages/sink.ts';
import { describeWriteError } from '../../files/write-errors.ts';
import type { SinkSystem } from '../sink-system.ts';
import { CsvTable } from './csv-table.ts';
import { LineFile, type OpenFile } from './line-file.ts';
import { RotatedFiles } from './rotated-files.ts';

export interface FileSinkConfig {
  readonly path: string;
  readonly format: 'jsonl' | 'csv' | null;
  readonly columns: readonly string[] | null;
  /** Bytes; null: it may grow. */
  readonly rotate_size: number | null;
  /** Milliseconds. */
  readonly rotate_every: number | null;
  readonly keep: number;
  readonly gzip: boolean;
  readonly sync: 'batch' | 'close';
}

/** A header is one line of names; a longer one is none of ours. */
const LONGEST_HEADER = 64 * 1024;

export const fileSinkConfig: z.ZodType<FileSinkConfig> = z.strictObject({
  path: z.string().min(1),
  format: z.enum(['jsonl', 'csv']).nullable().default(null),
  columns: z.array(z.string().min(1)).min(1).max(1000).nullable().default(null),
  rotate_size: byteSize().nullable().default(null),
  rotate_every: duration({ min: 1000 }).nullable().default(null),
  keep: z.number().int().min(0).max(100_000).default(0),
  gzip: z.boolean().default(false),
  sync: z.enum(['batch', 'close']).default('batch'),
});

/** Files of this process that a sink writes, with it: a pipeline can be checked while it runs. */
const taken = new Map<string, Sink>();

export function fileSinkKind(system: SinkSystem, openFile?: OpenFile): SinkKind<FileSinkConfig> {
  return {
    name: 'file',
    summary: 'adds records to a file, as JSON lines or CSV; rotates it by size and age',
    config: fileSinkConfig,
    async open(config, context): Promise<Result<Sink>> {
      const file = path.resolve(context.folder, config.path);
      const format = config.format ?? (path.extname(file).toLowerCase() === '.csv' ? 'csv' : 'jsonl');
      if (config.columns !== null && format !== 'csv') {
        return failure('invalid', `"columns" are for CSV, and ${file} has JSON lines`, {
          remedy: 'Set "format" to csv, or leave "columns" out',
        });
      }
      return success(new FileSink(file, { ...config, format }, context, system, openFile));
    },
  };
}

type Config = FileSinkConfig & { readonly format: 'jsonl' | 'csv' };

class FileSink implements Sink {
  readonly #path: string;
  readonly #config: Config;
  readonly #context: SinkContext;
  readonly #system: SinkSystem;
  readonly #openFile: OpenFile | undefined;
  readonly #rotated: RotatedFiles;
  #file: LineFile | null = null;
  #table: CsvTable | null = null;

  constructor(file: string, config: Config, context: SinkContext, system: SinkSystem, openFile: OpenFile | undefined) {
    this.#path = file;
    this.#config = config;
    this.#context = context;
    this.#system = system;
    this.#openFile = openFile;
    this.#rotated = new RotatedFiles(file, { ...config, warn: (why) => context.warn(why) });
  }

  /** Makes no file: looking is not writing. */
  async test(): Promise<Result<null>> {
    try {
      const there = await stat(this.#path).catch(() => null);
      if (there?.isDirectory() === true) {
        return failure('unwritable', `Cannot write ${this.#path}: it is a folder`, { remedy: 'Name a file inside it' });
      }
      await access(there === null ? path.dirname(this.#path) : this.#path, constants.W_OK);
      return success(null);
    } catch (error) {
      return describeWriteError(error, this.#path);
    }
  }

  async collect(records: readonly PipelineRecord[]): Promise<Result<null>> {
    try {
      const opened = await this.#opened();
      if (!opened.ok) return opened;
      const lines = await this.#lines(opened.value, records);
      const file = await this.#withRoomFor(opened.value, Buffer.byteLength(lines));
      if (!file.ok) return file;
      const { size } = file.value;
      return await file.value.append(size === 0 && this.#table !== null ? this.#table.header() + lines : lines);
    } catch (error) {
      return describeWriteError(error, this.#path);
    }
  }

  async close(): Promise<Result<null>> {
    const closed = await this.#closeFile();
    await this.#rotated.settled();
    if (taken.get(this.#path) === this) taken.delete(this.#path);
    return closed;
  }

  async #opened(): Promise<Result<LineFile>> {
    if (this.#file !== null) {
      if (await this.#file.isInPlace()) return success(this.#file);
      await this.#closeFile();
    } else {
      const holder = taken.get(this.#path) ?? this;
      if (holder !== this) {
        return failure('in-use', `${this.#path} is written by another stage`, { remedy: 'Give each stage a file' });
      }
      taken.set(this.#path, this);
      this.#rotated.begin();
    }
    const { format, sync } = this.#config;
    const opened = await LineFile.open(this.#path, {
      format,
      durable: sync === 'batch',
      ...(this.#openFile === undefined ? {} : { openFile: this.#openFile }),
    });
    if (!opened.ok) return opened;
    this.#file = opened.value;
    if (opened.value.repaired !== '') {
      const cut = failure(
        'damaged',
        `The last line of ${this.#path} was cut short; it was ended, and new lines follow`,
      );
      this.#context.warn(cut.failure);
    }
    return opened;
  }

  async #closeFile(): Promise<Result<null>> {
    const file = this.#file;
    this.#file = null;
    return file === null ? success(null) : file.close();
  }

  async #lines(file: LineFile, records: readonly PipelineRecord[]): Promise<string> {
    if (this.#config.format === 'jsonl') return records.map((record) => `${JSON.stringify(record)}\n`).join('');
    if (this.#table === null) {
      const there = await file.firstLine(LONGEST_HEADER);
      const columns = this.#config.columns ?? namesIn(there) ?? CsvTable.columnsOf(records);
      this.#table = new CsvTable(columns, (column) => {
        const why = failure('invalid', `${this.#path} has no column ${column}; it is left out`, {
          remedy: 'Name it in "columns", or begin a new file',
        });
        this.#context.warn(why.failure);
      });
      // Rows of other columns are never put under a header that does not name them.
      if (there !== null && `${there}\r\n` !== this.#table.header()) await this.#rotate();
    }
    return this.#table.lines(records);
  }

  async #withRoomFor(file: LineFile, bytes: number): Promise<Result<LineFile>> {
    const { rotate_size: mostBytes, rotate_every: mostMs } = this.#config;
    const current = this.#file ?? file;
    const ageMs = this.#system.clock.nowUs() / 1000 - current.begunMs;
    const isFull = mostBytes !== null && current.size + bytes > mostBytes;
    const isOld = mostMs !== null && ageMs > mostMs;
    if (this.#file !== null && current.regular && current.size > 0 && (isFull || isOld)) await this.#rotate();
    return this.#file === null ? this.#opened() : success(current);
  }

  async #rotate(): Promise<void> {
    await this.#closeFile();
    await this.#rotated.rotate(this.#system.clock.nowUs() / 1000);
  }
}

/** Columns of a header of ours, null where there is none or one that cannot be told apart from data. */
function namesIn(line: string | null): readonly string[] | null {
  if (line === null || line.includes('"')) return null;
  const names = line.split(',');
  return names.every((name) => name !== '') && new Set(names).size === names.length ? names : null;
}
