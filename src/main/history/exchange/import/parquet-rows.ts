/** Rows of a Parquet file, read by an instance of DuckDB that knows nothing else. */
import { DuckDBInstance, DuckDBListValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { SqlType } from '#contract/history/schema.ts';
import { alone } from '../alone.ts';
import { quoted, readPathSql, textSql } from '../sql-text.ts';
import { CellReader } from './cell-reader.ts';
import { ownColumns, takeOwnRow, type OwnKind } from './own-rows.ts';
import type { RowSink } from './rows.ts';

const MEMORY = '256MB';

export class ParquetRows {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #source: string;
  readonly header: readonly string[];
  readonly rows: number;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    source: string,
    header: readonly string[],
    rows: number,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#source = source;
    this.header = header;
    this.rows = rows;
  }

  /** Throws what DuckDB says. */
  static async open(path: string): Promise<ParquetRows> {
    const instance = await DuckDBInstance.create(':memory:', alone(MEMORY));
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      const source = `read_parquet(${readPathSql(path)})`;
      const columns = await connection.runAndReadAll(`SELECT * FROM ${source} LIMIT 0`);
      const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${source}`);
      return new ParquetRows(instance, connection, source, columns.columnNames(), Number(counted.getRows()[0]![0]));
    } catch (error) {
      connection.closeSync();
      instance.closeSync();
      throw error;
    }
  }

  /** `more` is called now and then with the rows until now; false ends it. Throws what DuckDB says. */
  async read(kind: OwnKind, sink: RowSink, more: (rows: number) => Promise<boolean>): Promise<void> {
    const known = ownColumns(kind).filter(({ name }) => this.header.includes(name));
    const wanted = known.map(({ name, type }) => `${converted(name, type)} AS ${quoted(name)}`);
    const wrong = known.map(
      ({ name, type }) => `WHEN ${quoted(name)} IS NOT NULL AND ${converted(name, type)} IS NULL THEN ${textSql(name)}`,
    );
    const result = await this.#connection.stream(
      `SELECT ${wanted.join(', ')}, CASE ${wrong.join(' ')} END FROM ${this.#source}`,
    );
    const positions = new Map(known.map(({ name }, position) => [name, position]));
    const cells = new CellReader();
    let done = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      const columns = chunk.getColumns();
      for (let row = 0; row < chunk.rowCount; row++) {
        const mistaken = columns[known.length]![row];
        if (typeof mistaken === 'string') {
          sink.refuse(`${mistaken} is of another type`);
          continue;
        }
        cells.begin((name) => {
          const position = positions.get(name);
          return position === undefined ? undefined : plain(columns[position]![row] ?? null);
        });
        takeOwnRow(kind, cells, false, sink);
      }
      done += chunk.rowCount;
      if (!(await more(done))) return;
    }
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Times as microseconds since the epoch: what `CellReader` takes a whole number for. */
function converted(name: string, type: SqlType): string {
  const column = quoted(name);
  switch (type) {
    case 'TIMESTAMP':
      return `epoch_us(TRY_CAST(${column} AS TIMESTAMP))`;
    case 'JSON':
    case 'VARCHAR':
      return `TRY_CAST(${column} AS VARCHAR)`;
    case 'DOUBLE':
    case 'BOOLEAN':
    case 'INTEGER[]':
      return `TRY_CAST(${column} AS ${type})`;
    default:
      return `TRY_CAST(${column} AS BIGINT)`;
  }
}

function plain(value: DuckDBValue): unknown {
  return value instanceof DuckDBListValue ? value.items : value;
}
