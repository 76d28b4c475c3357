/** The question `export`: a view or a query of any dataset, whole, into a file. */
import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import { failure, success, type Result } from '#base/result.ts';
import type { ExchangeFormat } from '#contract/history/answers.ts';
import type { Dataset, QuestionContext, QuestionHandler } from '../question.ts';
import { runGuarded } from '../sql/guarded-query.ts';
import { cancelled, writeFailure } from './exchange-failures.ts';
import { ownColumns } from './import/own-rows.ts';
import { ParquetFile, type FileColumn } from './parquet-file.ts';
import { TextFile } from './text-file.ts';
import { openView, type ViewRows } from './view-query.ts';

/** Of a query that is exported; a console has less. */
const TIMEOUT_MS = 60 * 60 * 1000;

type Written = Result<{ readonly rows: number; readonly bytes: number }>;

export const exportRows: QuestionHandler<'export'> = async ({ what, format, path }, context) => {
  const dataset = context.datasets.get(what.dataset);
  if (dataset === null) return failure('unavailable', 'There is no history that could be exported');
  if (what.kind === 'view') return await exportView(dataset, what, format, path, context);
  const limits = { timeoutMs: TIMEOUT_MS, signal: context.signal };
  return await runGuarded(dataset, what.text, limits, ({ result, chunks }) => {
    const types = result.columnTypes();
    const columns = result
      .deduplicatedColumnNames()
      .map((name, index) => ({ name, type: types[index]!.alias ?? types[index]!.toString() }));
    return write(result, columns, chunks(), { format, path, total: null }, context);
  });
};

async function exportView(
  dataset: Dataset,
  view: ViewRows,
  format: ExchangeFormat,
  path: string,
  context: QuestionContext,
): Promise<Written> {
  const connection = await dataset.connect();
  const stop = (): void => connection.interrupt();
  context.signal.addEventListener('abort', stop);
  try {
    const opened = await openView(connection, view);
    if (!opened.ok) return opened;
    const { result, total } = opened.value;
    return await write(result, ownColumns(view.table), chunksOf(result), { format, path, total }, context);
  } catch (error) {
    if (context.signal.aborted) return cancelled();
    throw error;
  } finally {
    context.signal.removeEventListener('abort', stop);
    connection.closeSync();
  }
}

async function* chunksOf(result: DuckDBResult): AsyncGenerator<DuckDBDataChunk, void, void> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

interface Target {
  readonly format: ExchangeFormat;
  readonly path: string;
  /** Rows that there will be; null: nobody knows. */
  readonly total: number | null;
}

async function write(
  result: DuckDBResult,
  columns: readonly FileColumn[],
  chunks: AsyncGenerator<DuckDBDataChunk, void, void>,
  { format, path, total }: Target,
  { signal, progress }: QuestionContext,
): Promise<Written> {
  let file: ParquetFile | TextFile;
  try {
    file =
      format === 'parquet'
        ? await ParquetFile.begin(path, columns)
        : await TextFile.begin(
            path,
            format,
            columns.map(({ name }) => name),
            result.columnTypes(),
          );
  } catch (error) {
    return writeFailure(error);
  }
  let isFinished = false;
  try {
    for await (const chunk of chunks) {
      // A stream that was interrupted looks like one at its end.
      if (signal.aborted) return cancelled();
      try {
        await file.addChunk(chunk);
      } catch (error) {
        return writeFailure(error);
      }
      progress(file.rows, total);
    }
    if (signal.aborted) return cancelled();
    isFinished = true;
    try {
      return success(await file.finish());
    } catch (error) {
      return writeFailure(error);
    }
  } finally {
    if (!isFinished) await file.abort();
  }
}
