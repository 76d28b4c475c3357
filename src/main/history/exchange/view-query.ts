/** Rows of a view as they are exported: all of them, in the order in which they came, in the columns of their records. */
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { Result } from '#base/result.ts';
import { filterFailure } from '#main/engine/filter/mistake-text.ts';
import type { ExportQuestion } from '#contract/history/questions.ts';
import { wantedRows } from '../reads/filter/wanted-rows.ts';
import { ownColumns } from './import/own-rows.ts';
import { quoted } from './sql-text.ts';

export type ViewRows = Omit<Extract<ExportQuestion['what'], { readonly kind: 'view' }>, 'kind' | 'dataset'>;

/** How many there are, and a stream of them. Throws what DuckDB says. */
export async function openView(
  connection: DuckDBConnection,
  { table, filter, span }: ViewRows,
): Promise<Result<{ readonly total: number; readonly result: DuckDBResult }>> {
  const wanted = wantedRows(table, filter, span);
  if (wanted.mistake !== null) return { ok: false, failure: filterFailure(filter, wanted.mistake) };
  const columns = ownColumns(table).map(({ name }) => quoted(name));
  const from = `FROM ${table} WHERE ${wanted.sql}`;
  const counted = await connection.runAndReadAll(`SELECT count(*) ${from}`, wanted.parameters);
  const total = Number(counted.getRows()[0]![0]);
  const result = await connection.stream(`SELECT ${columns.join(', ')} ${from}`, wanted.parameters);
  return { ok: true, value: { total, result } };
}
