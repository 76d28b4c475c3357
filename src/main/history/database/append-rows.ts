/** Rows of a batch into a table, by column, in chunks as DuckDB takes them. */
import {
  DuckDBDataChunk,
  DuckDBTimestampValue,
  listValue,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { HistoryCell, HistoryRows } from '#contract/history/rows.ts';
import { HISTORY_TABLES, type HistoryTable, type SqlType } from '#contract/history/schema.ts';

/** As many as a chunk holds. */
const CHUNK_ROWS = 2048;

type Convert = (cell: Exclude<HistoryCell, null>) => DuckDBValue;
const same: Convert = (cell) => cell as DuckDBValue;
const big: Convert = (cell) => (typeof cell === 'bigint' ? cell : BigInt(Math.trunc(Number(cell))));
const list: Convert = (cell) => listValue(cell as readonly DuckDBValue[]);

const CONVERT: Readonly<Record<SqlType, Convert>> = {
  BOOLEAN: same,
  USMALLINT: same,
  INTEGER: same,
  UINTEGER: same,
  BIGINT: big,
  UBIGINT: big,
  UHUGEINT: big,
  DOUBLE: same,
  VARCHAR: same,
  TIMESTAMP: (cell) => new DuckDBTimestampValue(big(cell) as bigint),
  JSON: same,
  'VARCHAR[]': list,
  'INTEGER[]': list,
};

/**
 * Appends and flushes, so that the transaction that is open has them. `picked`: numbers of the rows that are meant, all where null. `name`: another table
 * of the same columns. Throws where a cell does not fit its column.
 */
export async function appendRows(
  connection: DuckDBConnection,
  table: HistoryTable,
  rows: HistoryRows,
  picked: readonly number[] | null = null,
  name: string = table,
): Promise<void> {
  await appendCells(
    connection,
    name,
    HISTORY_TABLES[table].map(({ type }) => type),
    rows,
    picked,
  );
}

/** The same into any table, of columns of these types. */
export async function appendCells(
  connection: DuckDBConnection,
  name: string,
  columnTypes: readonly SqlType[],
  rows: HistoryRows,
  picked: readonly number[] | null = null,
): Promise<void> {
  const count = picked?.length ?? rows.rows;
  if (count === 0) return;
  const appender = await connection.createAppender(name);
  try {
    const types: DuckDBType[] = columnTypes.map((_, index) => appender.columnType(index));
    for (let from = 0; from < count; from += CHUNK_ROWS) {
      const size = Math.min(CHUNK_ROWS, count - from);
      const chunk = DuckDBDataChunk.create(types, size);
      for (const [index, type] of columnTypes.entries()) {
        const cells = rows.columns[index]!;
        const convert = CONVERT[type];
        const values: DuckDBValue[] = [];
        for (let row = from; row < from + size; row++) {
          const cell = cells[picked === null ? row : picked[row]!] ?? null;
          values.push(cell === null ? null : convert(cell));
        }
        chunk.setColumnValues(index, values);
      }
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } catch (error) {
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
}
