/** Files of exports into a dataset in memory: the answer to `import`. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { Imported } from '#contract/history/answers.ts';
import type { AddedDataset, QuestionHandler } from '../../question.ts';
import { CsvRecords } from './csv-records.ts';
import { DatasetRows } from './dataset-rows.ts';
import { EveReader } from './eve-reader.ts';
import { inputFailure, parquetFailure, takeInFailure } from './input-failures.ts';
import { startOf, textOf, tooLong, type InputStart } from './input-text.ts';
import { OwnCsvReader, OwnJsonReader } from './own-reader.ts';
import { unknownColumns } from './own-rows.ts';
import { ParquetRows } from './parquet-rows.ts';
import { recogniseColumns, recogniseText, type FileKind, type Recognised } from './recognise.ts';
import type { LineReader } from './rows.ts';
import { TextLines } from './text-lines.ts';
import { ZeekReader } from './zeek-reader.ts';

interface Input {
  readonly path: string;
  readonly start: InputStart;
  readonly recognised: Recognised;
}

/** Nothing is changed before every file is known. */
export const importFiles: QuestionHandler<'import'> = async ({ dataset, paths, kind }, context) => {
  const inputs: Input[] = [];
  for (const path of paths) {
    const start = await startOf(path);
    if (!start.ok) return start;
    const recognised = start.value.isParquet
      ? await parquetKind(path, kind)
      : recogniseText(start.value.text, path, kind);
    if (!recognised.ok) return recognised;
    inputs.push({ path, start: start.value, recognised: recognised.value });
  }
  const into = await context.datasets.add(dataset);
  const taken = await new FileImport(into, inputs, context.signal, (done, total) =>
    context.progress(done, total),
  ).run();
  if (!taken.ok) await context.datasets.drop(dataset);
  return taken;
};

async function parquetKind(path: string, kind: Parameters<typeof recogniseColumns>[2]): Promise<Result<Recognised>> {
  try {
    const file = await ParquetRows.open(path);
    file.close();
    return recogniseColumns(file.header, path, kind);
  } catch (error) {
    return parquetFailure(error, path);
  }
}

class FileImport {
  readonly #dataset: AddedDataset;
  readonly #inputs: readonly Input[];
  readonly #signal: AbortSignal;
  readonly #progress: (done: number, total: number) => void;
  readonly #rows: DatasetRows = new DatasetRows();
  readonly #total: number;
  #before: number = 0;

  constructor(
    dataset: AddedDataset,
    inputs: readonly Input[],
    signal: AbortSignal,
    progress: (done: number, total: number) => void,
  ) {
    this.#dataset = dataset;
    this.#inputs = inputs;
    this.#signal = signal;
    this.#progress = progress;
    this.#total = inputs.reduce((sum, { start }) => sum + start.size, 0);
  }

  async run(): Promise<Result<Imported>> {
    const files: Imported['files'][number][] = [];
    for (const { path, start, recognised } of this.#inputs) {
      const before = this.#taken;
      this.#rows.from(baseName(path));
      const failed = await (start.isParquet
        ? this.#parquet(path, start, recognised.kind as 'sessions' | 'dns')
        : this.#text(path, start, recognised));
      if (failed !== null) return { ok: false, failure: failed };
      const ignored =
        recognised.kind === 'sessions' || recognised.kind === 'dns'
          ? unknownColumns(recognised.kind, recognised.header)
          : [];
      files.push({ path, kind: recognised.kind, rows: this.#taken - before, ignored });
      this.#before += start.size;
    }
    const rows = this.#rows;
    const failed = (await this.#finish()) ?? null;
    if (failed !== null) return { ok: false, failure: failed };
    if (rows.firstUs > rows.lastUs && rows.refused > 0) {
      return failure('damaged', `None of the ${rows.refused} rows could be read. The first: ${rows.reason ?? ''}`, {
        remedy: 'Export it again',
      });
    }
    return success({
      files,
      sessions: rows.sessions,
      dns: rows.transactions,
      alerts: rows.alerts,
      refused: rows.refused,
      reason: rows.reason,
      span: rows.firstUs > rows.lastUs ? null : { fromUs: rows.firstUs, toUs: rows.lastUs },
    });
  }

  get #taken(): number {
    return this.#rows.sessions + this.#rows.transactions;
  }

  async #text(path: string, start: InputStart, { kind, form }: Recognised): Promise<Failure | null> {
    const reader = form === 'csv' ? null : lineReader(kind, this.#rows);
    const push = reader === null ? this.#csv(kind as 'sessions' | 'dns') : linesInto(reader);
    try {
      for await (const { text, read } of textOf(path, start.isCompressed)) {
        if (!push(text, false)) return tooLong(path).failure;
        const failed = await this.#pause(read);
        if (failed !== null) return failed;
      }
    } catch (error) {
      return inputFailure(error, path).failure;
    }
    if (!push('', true)) return tooLong(path).failure;
    reader?.end();
    return null;
  }

  #csv(kind: 'sessions' | 'dns'): (text: string, isLast: boolean) => boolean {
    const records = new CsvRecords();
    const reader = new OwnCsvReader(kind, this.#rows);
    return (text, isLast) => records.push(text, isLast, (cells) => reader.record(cells));
  }

  async #parquet(path: string, start: InputStart, kind: 'sessions' | 'dns'): Promise<Failure | null> {
    let failed: Failure | null = null;
    try {
      const file = await ParquetRows.open(path);
      try {
        await file.read(kind, this.#rows, async (done) => {
          failed = await this.#pause(file.rows === 0 ? start.size : (start.size * done) / file.rows);
          return failed === null;
        });
      } finally {
        file.close();
      }
    } catch (error) {
      return parquetFailure(error, path).failure;
    }
    return failed;
  }

  /** Between pieces: full batches are written, and whether it is to go on is looked at. */
  async #pause(read: number): Promise<Failure | null> {
    this.#progress(Math.min(this.#total, Math.round(this.#before + read)), this.#total);
    if (this.#signal.aborted) return failure('cancelled', 'Opening was cancelled').failure;
    return this.#rows.isFull ? await this.#write() : null;
  }

  async #write(): Promise<Failure | null> {
    const batch = this.#rows.take();
    if (batch === null) return null;
    try {
      await this.#dataset.write(batch);
      return null;
    } catch (error) {
      return takeInFailure(error).failure;
    }
  }

  async #finish(): Promise<Failure | null> {
    const failed = await this.#write();
    if (failed !== null) return failed;
    try {
      await this.#dataset.write(this.#rows.run(''));
      await nameApart(this.#dataset);
      await numberByTime(this.#dataset);
      return null;
    } catch (error) {
      return takeInFailure(error).failure;
    }
  }
}

/** Several sessions of one id (a file twice, an id that came again) would be taken for one: all but the first get a number. */
async function nameApart(dataset: AddedDataset): Promise<void> {
  const connection = await dataset.connect();
  try {
    await connection.run(
      `UPDATE sessions SET session_id = sessions.session_id || '#' || again.place FROM (
         SELECT session_no, row_number() OVER (PARTITION BY session_id ORDER BY session_no) AS place FROM sessions
         QUALIFY count(*) OVER (PARTITION BY session_id) > 1 AND place > 1) again
       WHERE sessions.session_no = again.session_no`,
    );
  } finally {
    connection.closeSync();
  }
}

/** Numbers are given out as sessions begin; files have them as they ended, or in any order. Rows stay where they are. */
async function numberByTime(dataset: AddedDataset): Promise<void> {
  const connection = await dataset.connect();
  try {
    await connection.run(
      `CREATE TEMP TABLE places AS SELECT session_no AS before, row_number() OVER (ORDER BY start_time, session_id, session_no) AS place
       FROM sessions`,
    );
    const moved = await connection.runAndReadAll('SELECT count(*) FROM places WHERE before <> place');
    if (moved.getRows()[0]![0] === 0n) return;
    for (const table of ['sessions', 'traffic']) {
      await connection.run(`UPDATE ${table} SET session_no = place FROM places WHERE session_no = before`);
    }
  } finally {
    connection.closeSync();
  }
}

function lineReader(kind: FileKind, rows: DatasetRows): LineReader {
  if (kind === 'suricata-eve') return new EveReader(rows);
  return kind === 'zeek-conn' || kind === 'zeek-dns' ? new ZeekReader(kind, rows) : new OwnJsonReader(kind, rows);
}

function linesInto(reader: LineReader): (text: string, isLast: boolean) => boolean {
  const lines = new TextLines();
  return (text, isLast) => lines.push(text, isLast, (line) => reader.line(line));
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
