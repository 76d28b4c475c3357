/** Answers that are numbers, or null, in every cell; those beyond 2^53 are rounded. */
import type { DuckDBConnection } from '@duckdb/node-api';

/** Row by row. `values`: of the statement's parameters, in their order. */
export async function numbers(
  connection: DuckDBConnection,
  sql: string,
  values: readonly string[] = [],
): Promise<(number | null)[][]> {
  const rows = (await connection.runAndReadAll(sql, [...values])).getRowsJS();
  return rows.map((row) => row.map((cell) => (cell === null ? null : Number(cell))));
}
