/** The question `reader`: rows of a view, some at a time, for the engine. Nothing is held from one question to the next. */
import { DuckDBListValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import { failure, success } from '#base/result.ts';
import type { HistoryCell } from '#contract/history/rows.ts';
import { filterFailure } from '#main/engine/filter/mistake-text.ts';
import type { QuestionHandler } from '../question.ts';
import { wantedRows } from '../reads/filter/wanted-rows.ts';
import { cancelled } from './exchange-failures.ts';
import { ownColumns } from './import/own-rows.ts';
import { quoted } from './sql-text.ts';

/** Rows of the table that one answer is about: those that the filter lets through are in it. Rows keep their place in it. */
const STRETCH = 16_384;

export const readRows: QuestionHandler<'reader'> = async (question, { datasets, signal }) => {
  const { table, filter, span, after } = question;
  const dataset = datasets.get(question.dataset);
  if (dataset === null) return failure('unavailable', 'There is no history that could be read');
  const wanted = wantedRows(table, filter, span);
  if (wanted.mistake !== null) return { ok: false, failure: filterFailure(filter, wanted.mistake) };
  const names = ownColumns(table).map(({ name }) => quoted(name));
  const connection = await dataset.connect();
  const stop = (): void => connection.interrupt();
  signal.addEventListener('abort', stop);
  try {
    const last = await connection.runAndReadAll(`SELECT coalesce(max(rowid) + 1, 0) FROM ${table}`);
    const read = await connection.runAndReadAll(
      `SELECT ${names.join(', ')} FROM ${table}
       WHERE rowid >= ${after} AND rowid < ${after + STRETCH} AND ${wanted.sql} ORDER BY rowid`,
      wanted.parameters,
    );
    const columns = read.getColumns().map((column) => column.map(cellOf));
    const isMore = after + STRETCH < Number(last.getRows()[0]![0]);
    const rows = { rows: read.currentRowCount, columns: names.map((_, index) => columns[index] ?? []) };
    return success({ rows, next: isMore ? after + STRETCH : null });
  } catch (error) {
    if (signal.aborted) return cancelled();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    connection.closeSync();
  }
};

function cellOf(value: DuckDBValue): HistoryCell {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros);
  if (value instanceof DuckDBListValue) return value.items as readonly number[];
  if (typeof value === 'bigint') return Number(value);
  return value as HistoryCell;
}
