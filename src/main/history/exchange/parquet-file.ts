/**
 * A Parquet file in the making (zstd). Parquet is written whole: rows are gathered in a table in memory, which only our own statements see; what makes a row
 * group goes to a file beside the one that is wanted, and these become one at the end. Memory stays as it is however many rows there are.
 */
import { rm, stat } from 'node:fs/promises';
import { DuckDBInstance, type DuckDBAppender, type DuckDBConnection, type DuckDBDataChunk } from '@duckdb/node-api';
import type { HistoryRows } from '#contract/history/rows.ts';
import type { SqlType } from '#contract/history/schema.ts';
import { alone } from './alone.ts';
import { quoted, readPathSql, textSql } from './sql-text.ts';
import { appendCells } from '../database/append-rows.ts';

const TABLE = 'written';

export interface FileColumn {
  readonly name: string;
  /** As DuckDB writes it. */
  readonly type: string;
}

const MEMORY = '384MB';
/** Rows of a group, as DuckDB has them. */
const GROUP_ROWS = 122_880;
const OPTIONS = '(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)';

const TYPES: ReadonlySet<string> = new Set<SqlType>([
  'BOOLEAN',
  'USMALLINT',
  'INTEGER',
  'UINTEGER',
  'BIGINT',
  'UBIGINT',
  'UHUGEINT',
  'DOUBLE',
  'VARCHAR',
  'TIMESTAMP',
  'JSON',
  'VARCHAR[]',
  'INTEGER[]',
]);

export function isSqlType(type: string): type is SqlType {
  return TYPES.has(type);
}

export class ParquetFile {
  readonly #path: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #columns: readonly FileColumn[];
  #appender: DuckDBAppender | null = null;
  #gathered: number = 0;
  #rows: number = 0;
  #parts: number = 0;
  #isClosed: boolean = false;

  private constructor(
    path: string,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    columns: readonly FileColumn[],
  ) {
    this.#path = path;
    this.#instance = instance;
    this.#connection = connection;
    this.#columns = columns;
  }

  /** Throws what DuckDB says, as the others do. After that, or when it is not wanted any more: `abort`. */
  static async begin(path: string, columns: readonly FileColumn[]): Promise<ParquetFile> {
    const instance = await DuckDBInstance.create(':memory:', alone(MEMORY));
    const connection = await instance.connect();
    const file = new ParquetFile(path, instance, connection, columns);
    try {
      await file.#create();
      return file;
    } catch (error) {
      await file.abort();
      throw error;
    }
  }

  get rows(): number {
    return this.#rows;
  }

  /** `columns` are of types of the contract. */
  async add(rows: HistoryRows): Promise<void> {
    const types = this.#columns.map(({ type }) => type as SqlType);
    await appendCells(this.#connection, TABLE, types, rows);
    await this.#added(rows.rows);
  }

  /** As another query gave it; of the same types. */
  async addChunk(chunk: DuckDBDataChunk): Promise<void> {
    this.#appender ??= await this.#connection.createAppender(TABLE);
    this.#appender.appendDataChunk(chunk);
    await this.#added(chunk.rowCount);
  }

  /** UHUGEINT has no type there and becomes text. Nothing is to be called afterwards. */
  async finish(): Promise<{ readonly rows: number; readonly bytes: number }> {
    try {
      if (this.#parts === 0) await this.#copy(TABLE, this.#path);
      else {
        if (this.#gathered > 0) await this.#part();
        const parts = Array.from({ length: this.#parts }, (_, number) => readPathSql(this.#partPath(number)));
        await this.#connection.run(
          `COPY (FROM read_parquet([${parts.join(', ')}])) TO ${textSql(this.#path)} ${OPTIONS}`,
        );
      }
    } finally {
      await this.abort();
    }
    return { rows: this.#rows, bytes: (await stat(this.#path)).size };
  }

  /** What is under way ends, and throws. */
  interrupt(): void {
    if (!this.#isClosed) this.#connection.interrupt();
  }

  /** The file at `path` is for whoever named it to remove. Idempotent. */
  async abort(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closeAppender(true);
    this.#connection.closeSync();
    this.#instance.closeSync();
    for (let part = 0; part < this.#parts; part++) await rm(this.#partPath(part), { force: true });
  }

  async #create(): Promise<void> {
    const list = this.#columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ');
    await this.#connection.run(`CREATE OR REPLACE TABLE ${TABLE} (${list})`);
  }

  async #added(rows: number): Promise<void> {
    this.#rows += rows;
    this.#gathered += rows;
    if (this.#gathered >= GROUP_ROWS) await this.#part();
  }

  async #part(): Promise<void> {
    const path = this.#partPath(this.#parts++);
    await this.#copy(TABLE, path);
    await this.#create();
    this.#gathered = 0;
  }

  async #copy(table: string, path: string): Promise<void> {
    this.#closeAppender(false);
    const names = this.#columns.map(({ name, type }) => {
      const column = quoted(name);
      return type === 'UHUGEINT' ? `CAST(${column} AS VARCHAR) AS ${column}` : column;
    });
    await this.#connection.run(`COPY (SELECT ${names.join(', ')} FROM ${table}) TO ${textSql(path)} ${OPTIONS}`);
  }

  #closeAppender(isGivenUp: boolean): void {
    const appender = this.#appender;
    this.#appender = null;
    if (appender === null) return;
    if (isGivenUp) appender.clear();
    appender.closeSync();
  }

  #partPath(number: number): string {
    return `${this.#path}.${number}`;
  }
}
